package dev.perennial.mixing.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.mixing.Mixture;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.DocumentId;
import dev.perennial.tokenize.shard.RecordFile;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Two corpora of short made-up documents in three shards each, and the streams over them, without a tokenizer. */
final class SmallCorpora {
    static final Configuration HADOOP = new Configuration();
    static final int CONTEXT = 8;
    private static final int SHARDS = 3;
    private static final int DOCUMENTS = 30;
    private static final int VOCABULARY = 1000;
    private static final Fingerprint TOKENIZER = Fingerprint.of("made up");

    private final Store store;
    private final Map<String, Corpus> corpora = new TreeMap<>();

    SmallCorpora(java.nio.file.Path folder, String... names) throws IOException {
        store = new Store(folder.toUri().toString(), HADOOP);
        for (String name : names) {
            corpora.put(name, write(name));
        }
    }

    Map<String, Corpus> all() {
        return corpora;
    }

    Store store() {
        return store;
    }

    /** All documents of a split of a corpus, in their order. */
    List<ShardDocument> documents(String corpus, Split split) {
        List<ShardDocument> documents = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            documents.addAll(documents(corpus, split, shard));
        }
        return documents;
    }

    StreamBuilder builder(
            String name, long sequences, Packing packing, Map<String, Share> fresh, Map<Replay, TokenStream> replays) {
        Map<String, TokenStream> streams = new TreeMap<>();
        replays.forEach((replay, stream) -> streams.put(replay.of(), stream));
        Mixture mixture = Mixture.of(fresh, List.copyOf(replays.keySet()));
        StreamConfiguration configuration = new StreamConfiguration(
                CONTEXT,
                new Seed(5),
                2,
                packing,
                Map.of(),
                List.of(new StreamConfiguration.Segment(new Sequences(sequences), mixture)));
        Map<String, Corpus> used = new TreeMap<>(corpora);
        used.keySet().retainAll(fresh.keySet());
        return new StreamBuilder(name, configuration, used, streams, TOKENIZER, VOCABULARY, 0);
    }

    TokenStream build(StreamBuilder builder) {
        Manifest manifest = builder.build(LocalSpark.session(), store);
        return TokenStream.open(store.folder(builder.recipe()), manifest);
    }

    static List<Sequence> rows(TokenStream stream) {
        return stream.read(0, stream.sequences(), HADOOP);
    }

    private Corpus write(String name) throws IOException {
        Recipe recipe = new Recipe(Corpus.KIND, ShardFormat.VERSION, name, Map.of(), name);
        Path folder = store.begin(recipe);
        List<ShardSummary> shards = new ArrayList<>();
        for (Split split : Split.values()) {
            for (int shard = 0; shard < SHARDS; shard++) {
                List<ShardDocument> documents = documents(name, split, shard);
                try (RecordFile<ShardDocument> file = new RecordFile<>(
                        folder, split.file(shard), HADOOP, ShardFormat.SCHEMA, Map.of(), 1 << 20, ShardFormat::write)) {
                    for (ShardDocument document : documents) {
                        file.write(document);
                    }
                    long tokens =
                            documents.stream().mapToLong(ShardDocument::length).sum();
                    shards.add(new ShardSummary(file.finish(), split, shard, documents.size(), tokens, tokens));
                }
            }
        }
        Manifest manifest = recipe.manifest(
                Map.of(), shards.stream().map(ShardSummary::file).toList());
        store.publish(folder, manifest);
        return new Corpus(name, folder, manifest, shards);
    }

    private static List<ShardDocument> documents(String corpus, Split split, int shard) {
        SplittableRandom random =
                new SplittableRandom(new Seed(3).named(corpus + split + shard).value());
        List<ShardDocument> documents = new ArrayList<>();
        int count = split == Split.TRAIN ? DOCUMENTS : DOCUMENTS / 10;
        for (int i = 0; i < count; i++) {
            // Rising from shard to shard and from document to document, as hashes of texts are.
            byte[] hash = new byte[16];
            random.nextBytes(hash);
            hash[0] = (byte) (shard * DOCUMENTS + i);
            int[] ids = random.ints(random.nextInt(1, 30), 1, VOCABULARY).toArray();
            String source = corpus + "-" + i % 2 + ".jsonl";
            documents.add(new ShardDocument(
                    DocumentId.of(corpus + split, source, shard * DOCUMENTS + i + 1L, hash),
                    Arrays.copyOf(hash, hash.length),
                    source,
                    shard * DOCUMENTS + i + 1L,
                    i % 3 == 0 ? "books" : "web",
                    ids.length,
                    ids.length,
                    TokenWidth.UINT16.pack(ids, 0, ids.length)));
        }
        return documents;
    }
}
