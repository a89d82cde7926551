package dev.perennial.tokenize.spark;

import static org.apache.spark.sql.functions.col;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.TokenWidth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Builds a corpus from raw files: plan, execute, check, publish. Its bytes do not depend on cores, tasks or retries.
 *
 * @param files that are to be read: all, or those that the extended corpus has not
 * @param contents of these files, by name
 * @param extended the standing corpus that this one adds files to
 */
public record CorpusBuilder(
        String name,
        CorpusSource source,
        List<InputFile> files,
        Map<String, Fingerprint> contents,
        Tokenizer tokenizer,
        Optional<StandingCorpus> extended) {
    static final String TOKENIZER = "tokenizer";

    /** Bytes of raw text that become one of a shard: a token is three to four letters, and a little more than a byte when packed. */
    private static final long TEXT_A_SHARD_BYTE = 3;

    /** Shards there are at least, so that a small corpus keeps several tasks busy. */
    private static final int FEWEST_SHARDS = 4;

    /** Finds the raw files and, if the source allows it, the standing corpus that has most of them already. */
    public static CorpusBuilder plan(
            String name, CorpusSource source, Tokenizer tokenizer, Store store, InputFingerprints fingerprints) {
        List<InputFile> files = InputFiles.list(source.files(), store.hadoop());
        Map<String, Fingerprint> contents = fingerprints.of(files);
        CorpusBuilder whole = new CorpusBuilder(name, source, files, contents, tokenizer, Optional.empty());
        if (!source.extend()) {
            return whole;
        }
        return new StandingCorpora(name, store)
                .largest(Json.tree(whole.shape()), tokenizer.fingerprint(), contents)
                .map(whole::extending)
                .orElse(whole);
    }

    private CorpusBuilder extending(StandingCorpus standing) {
        Set<Fingerprint> known = standing.contents();
        Map<String, Fingerprint> added = new TreeMap<>(contents);
        added.values().removeAll(known);
        List<InputFile> addedFiles =
                files.stream().filter(file -> added.containsKey(file.input())).toList();
        return new CorpusBuilder(name, source, addedFiles, added, tokenizer, Optional.of(standing));
    }

    /** What shapes the shards; titles, paths and tolerances do not. */
    private record Shape(String name, Object format, Share validation, int shardMegabytes, int shards) {}

    private Shape shape() {
        return new Shape(
                name, source.sourceFormat().toString(), source.validation(), source.shardMegabytes(), shards());
    }

    public Recipe recipe() {
        Map<String, Fingerprint> inputs = new TreeMap<>(contents);
        inputs.put(TOKENIZER, tokenizer.fingerprint());
        extended.ifPresent(
                base -> inputs.put(Corpus.EXTENDED + name, base.corpus().fingerprint()));
        return new Recipe(Corpus.KIND, ShardFormat.VERSION, name, inputs, shape());
    }

    /** The corpus, if it stands already. */
    public Optional<Corpus> standing(Store store) {
        if (extended.isPresent() && files.isEmpty()) {
            return extended.map(StandingCorpus::corpus);
        }
        Recipe recipe = recipe();
        return store.standing(recipe).map(manifest -> Corpus.open(store, store.folder(recipe), manifest));
    }

    /** What is going to be done, for people. */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "corpus %s: %,d %s%s%s",
                name,
                files.size(),
                extended.isPresent() ? "new " : "",
                files.size() == 1 ? "file" : "files",
                extended.map(base -> ", extends " + base.corpus().folder().getName())
                        .orElse(""));
    }

    public Corpus build(SparkSession spark, Store store, Progress progress) {
        Recipe recipe = recipe();
        Path folder = store.begin(recipe);
        ShardWriter writer = new ShardWriter(
                folder.toString(),
                name,
                source.validation(),
                shards(),
                TokenWidth.of(tokenizer.vocabularySize()),
                tokenizer.fingerprint(),
                extended.map(StandingCorpus::knownShards).orElse(List.of()));
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<FileSlice> slices = FileSlices.USUAL.of(files, source.sourceFormat(), context, store.hadoop());
        List<List<FileSlice>> tasks = EvenTasks.of(slices, FileSlice::unpackedBytes, context.defaultParallelism());
        List<ShardWriter.Written> written = SparkProgress.during(
                spark.sparkContext(),
                progress,
                "tokenize " + name,
                tasks.size() + shards() + 1L,
                () -> execute(spark, store, tasks, writer));
        CorpusCounts added = CorpusCounts.of(written);
        added.check(name, source.tolerance(), folder);
        Manifest manifest = recipe.manifest(total(added).byName(), list(written, store, folder));
        store.publish(folder, manifest);
        progress.say(added.summary(name, folder));
        return Corpus.open(store, folder, manifest);
    }

    private CorpusCounts total(CorpusCounts added) {
        return extended.map(base -> added.plus(base.corpus().manifest().counts()))
                .orElse(added);
    }

    /** Writes the list of all shards, those of the extended corpus first; returns the files of this folder. */
    private List<Manifest.FileEntry> list(List<ShardWriter.Written> written, Store store, Path folder) {
        List<ShardSummary> own = written.stream()
                .flatMap(each -> each.shards().stream())
                .sorted(Comparator.comparing((ShardSummary shard) -> shard.split())
                        .thenComparing(ShardSummary::index))
                .toList();
        List<ShardSummary> all = new ArrayList<>();
        extended.ifPresent(base -> all.addAll(base.corpus().shardsFromBeside()));
        all.addAll(own);
        store.writeText(new Path(folder, Corpus.SHARDS_FILE), Json.pretty(all));
        List<Manifest.FileEntry> listed =
                new ArrayList<>(own.stream().map(ShardSummary::file).toList());
        listed.add(store.entry(folder, Corpus.SHARDS_FILE));
        return listed;
    }

    private List<ShardWriter.Written> execute(
            SparkSession spark, Store store, List<List<FileSlice>> tasks, ShardWriter writer) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<byte[]> json = context.broadcast(tokenizer.json());
        TokenizerEngine engine = tokenizer.engine();
        SerializableConfiguration hadoop = new SerializableConfiguration(store.hadoop());
        // The first is for rejected rows.
        int partitions = shards() + 1;
        FileTokenizer reader = new FileTokenizer(name, source.sourceFormat(), shards());
        JavaRDD<Row> rows = context.parallelize(tasks, tasks.size())
                .flatMap(slices -> new Mapped<>(
                        reader.rows(slices.iterator(), Tokenizers.load(json, engine), hadoop.value()),
                        TokenizedRow::row));
        return spark.createDataFrame(rows, TokenizedRow.SCHEMA)
                .repartition(partitions, PartitionKeys.of(col("shard").plus(1), partitions))
                // A partition is one shard. Hashes first: Spark compares the first eight bytes of the first column
                // without
                // looking at the rows.
                .sortWithinPartitions("hash", "source", "line")
                .toJavaRDD()
                .mapPartitions(sorted -> List.of(writer.write(new Mapped<>(sorted, TokenizedRow::of), hadoop.value()))
                        .iterator())
                .collect();
    }

    /** Decided by the names and sizes of the raw files alone, never by the cluster. */
    private int shards() {
        long unpacked = files.stream().mapToLong(InputFile::unpackedBytes).sum();
        long written = unpacked / TEXT_A_SHARD_BYTE;
        return (int) Math.max(FEWEST_SHARDS, written / ((long) source.shardMegabytes() << 20) + 1);
    }
}
