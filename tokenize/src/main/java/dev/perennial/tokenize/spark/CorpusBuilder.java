package dev.perennial.tokenize.spark;

import static org.apache.spark.sql.functions.col;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Builds a corpus from raw files: plan, execute, check, publish. Its bytes do not depend on cores, tasks or retries. */
public record CorpusBuilder(
        String name,
        CorpusSource source,
        List<InputFile> files,
        Map<String, Fingerprint> contents,
        Tokenizer tokenizer) {

    public static CorpusBuilder plan(String name, CorpusSource source, Tokenizer tokenizer, Store store) {
        List<InputFile> files = InputFiles.list(source.files(), store.hadoop());
        return new CorpusBuilder(name, source, files, InputFiles.fingerprints(files, store), tokenizer);
    }

    /** What shapes the shards; titles, paths and tolerances do not. */
    private record Shape(String name, Object format, Share validation, int shards) {}

    public Recipe recipe() {
        Map<String, Fingerprint> inputs = new TreeMap<>(contents);
        inputs.put("tokenizer", tokenizer.fingerprint());
        return new Recipe(
                Corpus.KIND,
                ShardFormat.VERSION,
                name,
                inputs,
                new Shape(name, source.sourceFormat().toString(), source.validation(), shards()));
    }

    public Corpus build(SparkSession spark, Store store, Progress progress) {
        Recipe recipe = recipe();
        Path folder = store.begin(recipe);
        ShardWriter writer = new ShardWriter(
                folder.toString(),
                name,
                source.validation(),
                TokenWidth.of(tokenizer.vocabularySize()),
                tokenizer.fingerprint());
        long tasks = files.size() + shards() + 1L;
        List<ShardWriter.Written> written = SparkProgress.during(
                spark.sparkContext(), progress, "tokenize " + name, tasks, () -> execute(spark, store, writer));
        Map<String, Long> counts = counts(written);
        checkTolerance(counts, folder);
        List<ShardSummary> shards = written.stream()
                .flatMap(each -> each.shards().stream())
                .sorted(Comparator.comparing((ShardSummary shard) -> shard.split())
                        .thenComparing(ShardSummary::index))
                .toList();
        store.writeText(new Path(folder, Corpus.SHARDS_FILE), Json.pretty(shards));
        List<Manifest.FileEntry> listed =
                new ArrayList<>(shards.stream().map(ShardSummary::file).toList());
        listed.add(store.entry(folder, Corpus.SHARDS_FILE));
        Manifest manifest = recipe.manifest(counts, listed);
        store.publish(folder, manifest);
        progress.say(summary(counts, folder));
        return Corpus.open(store, folder, manifest);
    }

    private List<ShardWriter.Written> execute(SparkSession spark, Store store, ShardWriter writer) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<byte[]> json = context.broadcast(tokenizer.json());
        TokenizerEngine engine = tokenizer.engine();
        SerializableConfiguration hadoop = new SerializableConfiguration(store.hadoop());
        FileTokenizer reader = new FileTokenizer(name, source.sourceFormat(), shards());
        JavaRDD<Row> rows = context.parallelize(InputFiles.largestFirst(files), files.size())
                .flatMap(file -> new Mapped<>(
                        reader.rows(file, Tokenizers.load(json, engine), hadoop.value()), TokenizedRow::row));
        return spark.createDataFrame(rows, TokenizedRow.SCHEMA)
                .repartition(shards() + 1, col("shard"))
                .sortWithinPartitions("shard", "hash", "source", "line")
                .toJavaRDD()
                .mapPartitions(sorted -> List.of(writer.write(new Mapped<>(sorted, TokenizedRow::of), hadoop.value()))
                        .iterator())
                .collect();
    }

    /** Decided by the size of the raw files alone, never by the cluster. */
    private int shards() {
        long bytes = files.stream().mapToLong(InputFile::bytes).sum();
        long unpacked = bytes * 3;
        return (int) Math.max(4, unpacked / ((long) source.shardMegabytes() << 20) + 1);
    }

    private Map<String, Long> counts(List<ShardWriter.Written> written) {
        Map<String, Long> counts = new TreeMap<>(Map.of("duplicates", 0L, "rejected", 0L));
        List<ShardSummary> shards = new ArrayList<>();
        for (ShardWriter.Written each : written) {
            each.counts().forEach((key, value) -> counts.merge(key, value, Long::sum));
            shards.addAll(each.shards());
        }
        for (Split split : Split.values()) {
            List<ShardSummary> of =
                    shards.stream().filter(shard -> shard.split() == split).toList();
            counts.put(
                    split.folder() + " documents",
                    of.stream().mapToLong(ShardSummary::documents).sum());
            counts.put(
                    split.folder() + " tokens",
                    of.stream().mapToLong(ShardSummary::tokens).sum());
            counts.put(
                    split.folder() + " bytes",
                    of.stream().mapToLong(ShardSummary::bytes).sum());
        }
        return counts;
    }

    private String summary(Map<String, Long> counts, Path folder) {
        long rejected = counts.get("rejected");
        return String.format(
                Locale.ROOT,
                "corpus %s: %,d documents and %,d tokens to train on, %,d and %,d to validate; %,d duplicates dropped, %,d rows"
                        + " rejected%s",
                name,
                counts.get("train documents"),
                counts.get("train tokens"),
                counts.get("validation documents"),
                counts.get("validation tokens"),
                counts.get("duplicates"),
                rejected,
                rejected == 0 ? "" : ", see " + folder + "/rejected");
    }

    private void checkTolerance(Map<String, Long> counts, Path folder) {
        long rejected = counts.get("rejected");
        long rows = rejected
                + counts.get("duplicates")
                + counts.get("train documents")
                + counts.get("validation documents");
        if (rejected > source.tolerance().of(rows)) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA,
                    "Cannot accept the corpus '" + name + "': " + rejected + " of " + rows
                            + " rows were rejected, expected at most "
                            + source.tolerance().percent() + ". See '"
                            + folder + "/rejected/rejected.jsonl', mend the files or raise corpora." + name
                            + ".tolerance.");
        }
    }
}
