package dev.perennial.tests.benchmark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.DocumentId;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * A corpus of made-up documents as a store holds it: the same bytes for the same name, tokens and seed, written through the
 * project's own writer, in the order and the shards that tokenising would give.
 *
 * @param tokens to train on, at least
 */
public record SyntheticCorpus(String name, long tokens, long tokensPerShard, Seed seed) {
    private static final long ROW_GROUP_BYTES = 16L << 20;
    private static final List<String> DOMAINS = List.of("web", "web", "web", "books", "code");
    private static final int LINES_PER_FILE = 100_000;
    static final Fingerprint TOKENIZER = Fingerprint.of("made up");

    /** What shapes it; {@code validation} is where readers of corpora look for it. */
    private record Shape(String name, long tokens, long tokensPerShard, Seed seed, Share validation) {}

    /** The corpus, written if it does not stand. */
    public Corpus in(Store store) throws IOException {
        Recipe recipe = new Recipe(
                Corpus.KIND,
                ShardFormat.VERSION,
                name,
                Map.of("tokenizer", TOKENIZER),
                new Shape(name, tokens, tokensPerShard, seed, new Share(1, 100)));
        var standing = store.standing(recipe);
        Path folder = standing.isPresent() ? store.folder(recipe) : store.begin(recipe);
        if (standing.isPresent()) {
            return Corpus.open(store, folder, standing.get());
        }
        List<ShardSummary> shards = write(store, folder);
        store.writeText(new Path(folder, Corpus.SHARDS_FILE), Json.pretty(shards));
        List<Manifest.FileEntry> files =
                new ArrayList<>(shards.stream().map(ShardSummary::file).toList());
        files.add(store.entry(folder, Corpus.SHARDS_FILE));
        Manifest manifest = recipe.manifest(counts(shards), files);
        store.publish(folder, manifest);
        return Corpus.open(store, folder, manifest);
    }

    private static Map<String, Long> counts(List<ShardSummary> shards) {
        Map<String, Long> counts = new TreeMap<>();
        for (ShardSummary shard : shards) {
            counts.merge(shard.split().folder() + " documents", shard.documents(), Long::sum);
            counts.merge(shard.split().folder() + " tokens", shard.tokens(), Long::sum);
        }
        return counts;
    }

    private List<ShardSummary> write(Store store, Path folder) throws IOException {
        SyntheticText text = new SyntheticText(seed);
        int shards = Math.toIntExact(Math.max(1, (tokens + tokensPerShard - 1) / tokensPerShard));
        List<ShardSummary> written = new ArrayList<>();
        for (Split split : Split.values()) {
            long perShard = tokens / shards / (split == Split.TRAIN ? 1 : 100);
            for (int shard = 0; shard < shards; shard++) {
                written.add(write(store, folder, split, shard, shards, perShard, text));
            }
        }
        return written;
    }

    private ShardSummary write(
            Store store, Path folder, Split split, int shard, int shards, long most, SyntheticText text)
            throws IOException {
        SplittableRandom random =
                new SplittableRandom(seed.named(split.file(shard)).value());
        int documents = (int) Math.max(1, most / 700);
        long tokens = 0;
        long bytes = 0;
        try (RecordFile<ShardDocument> file = new RecordFile<>(
                folder,
                split.file(shard),
                store.hadoop(),
                ShardFormat.SCHEMA,
                ShardFormat.metadata("shard/" + ShardFormat.VERSION, TOKENIZER, TokenWidth.UINT16),
                ROW_GROUP_BYTES,
                ShardFormat::write)) {
            for (int i = 0; i < documents; i++) {
                ShardDocument document = document(split, random, text, hash(shard, shards, i, documents, random));
                file.write(document);
                tokens += document.length();
                bytes += document.bytes();
            }
            return new ShardSummary(file.finish(), split, shard, documents, tokens, bytes);
        }
    }

    private ShardDocument document(Split split, SplittableRandom random, SyntheticText text, byte[] hash) {
        int length = SyntheticText.length(random);
        String source = "part-%04d.jsonl.zst".formatted(random.nextInt(1000));
        long line = random.nextInt(1, LINES_PER_FILE);
        return new ShardDocument(
                DocumentId.of(name + split.folder(), source, line, hash),
                hash,
                source,
                line,
                DOMAINS.get(random.nextInt(DOMAINS.size())),
                4L * length,
                length,
                text.tokens(random, length));
    }

    /** A text's hash: ascending within a shard and from shard to shard. */
    private static byte[] hash(int shard, int shards, int document, int documents, SplittableRandom random) {
        long place = (((long) shard * documents + document) << Integer.SIZE) / ((long) shards * documents);
        return ByteBuffer.allocate(16)
                .putInt((int) place)
                .putInt(random.nextInt())
                .putLong(random.nextLong())
                .array();
    }
}
