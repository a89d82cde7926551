package dev.perennial.tokenize.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.tokenize.overlap.NGrams;
import dev.perennial.tokenize.overlap.Overlap;
import dev.perennial.tokenize.overlap.OverlapCounts;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardDocument;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.tokenize.spark.OverlapMeasurement.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measured overlap is that of a brute force that compares whole windows, in lists of their ids. */
class OverlapMeasurementTest {
    private static final Tokenizer TOKENIZER = tokenizer("rain and snow in the old year ");
    private static final int WORDS = 2_000;

    @TempDir
    java.nio.file.Path folder;

    private Store store;
    private Corpus p;
    private Corpus g;

    private static Tokenizer tokenizer(String text) {
        WordCounts words = new WordCounts();
        words.count(text.repeat(3));
        return Tokenizer.read(BpeTrainer.ofSize(270).train(words));
    }

    /** P repeats passages within itself, and G takes some from P. */
    @BeforeEach
    void build() throws IOException {
        store = new Store(folder.resolve("store").toUri().toString(), new Configuration());
        SplittableRandom random = new SplittableRandom(5);
        List<String> passages =
                IntStream.range(0, 40).mapToObj(i -> words(random, 25)).toList();
        p = corpus("P", texts(random, passages), TOKENIZER);
        g = corpus("G", texts(random, passages.subList(0, 3)), TOKENIZER);
    }

    /** Some with a passage that others have as well, some nothing but passages, some new, some too short. */
    private static List<String> texts(SplittableRandom random, List<String> passages) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            String passage = passages.get(random.nextInt(passages.size()));
            texts.add(
                    switch (i % 4) {
                        case 0 -> words(random, 12) + " " + passage + " " + words(random, 8);
                        case 1 -> passage + " " + passages.get(random.nextInt(passages.size()));
                        case 2 -> words(random, 60);
                        default -> "x" + i;
                    });
        }
        return texts;
    }

    private static String words(SplittableRandom random, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Integer.toString(random.nextInt(WORDS), Character.MAX_RADIX))
                .collect(Collectors.joining(" "));
    }

    private Corpus corpus(String name, List<String> texts, Tokenizer tokenizer) throws IOException {
        RawFiles raw = new RawFiles(folder.resolve("raw-" + name));
        List<String> lines = new ArrayList<>();
        texts.forEach(text -> lines.add(Json.line(Map.of("text", text, "source", "d" + lines.size() % 3))));
        raw.lines("a.jsonl", lines);
        return CorpusBuilder.plan(
                        name,
                        raw.source(new Share(1, 4), Share.NONE),
                        tokenizer,
                        store,
                        new InputFingerprints(store, LocalSpark::session, Progress.silent()))
                .build(LocalSpark.session(), store, Progress.silent());
    }

    private List<Overlap> measure(long mostHashes, List<Pair> pairs) {
        return new OverlapMeasurement(store, TokenWidth.UINT16, mostHashes)
                .measure(pairs, LocalSpark::session, Progress.silent());
    }

    private List<Pair> allPairs() {
        return List.of(new Pair(p, p), new Pair(p, g), new Pair(g, p), new Pair(g, g));
    }

    @Test
    void everyCountIsThatOfBruteForce() throws IOException {
        List<Overlap> measured = measure(OverlapMeasurement.MOST_HASHES, allPairs());
        for (int at = 0; at < measured.size(); at++) {
            assertThat(measured.get(at)).isEqualTo(bruteForce(allPairs().get(at)));
        }
        OverlapCounts within = measured.get(0).total();
        assertThat(within.documents()).isEqualTo(p.manifest().count("validation documents"));
        assertThat(within.tooShort()).isPositive();
        assertThat(within.notSampled()).isZero();
        assertThat(within.someSeen()).isLessThan(within.measured()).isGreaterThan(within.halfSeen());
        assertThat(within.halfSeen()).isGreaterThan(within.mostSeen());
        assertThat(within.mostSeen()).isPositive();
        assertThat(measured.get(1).total().seen()).isPositive().isLessThan(within.seen());
        assertThat(measured.get(0).domains()).containsOnlyKeys("d0", "d1", "d2");
    }

    @Test
    void aSampleIsSaidToBeOneAndIsNearTheWhole() {
        OverlapCounts whole =
                measure(OverlapMeasurement.MOST_HASHES, allPairs()).get(0).total();
        Overlap sampled = measure(400, List.of(new Pair(p, p))).get(0);
        assertThat(sampled.oneIn()).isBetween(4L, 40L);
        assertThat(sampled.total().nGrams()).isEqualTo(whole.nGrams());
        assertThat(sampled.total().examined()).isBetween(200L, 600L);
        assertThat(sampled.total().seenShare() - whole.seenShare()).isBetween(-0.1, 0.1);
    }

    @Test
    void aPairsFiguresDoNotDependOnWhatIsMeasuredWithIt() {
        Overlap alone = measure(400, List.of(new Pair(g, p))).get(0);
        store.delete(new Path(store.root(), OverlapMeasurement.KIND));
        assertThat(measure(400, allPairs()).get(2)).isEqualTo(alone);
    }

    @Test
    void whatStandsIsNotMeasuredAgain() {
        List<Overlap> first = measure(OverlapMeasurement.MOST_HASHES, allPairs().subList(0, 2));
        OverlapMeasurement again = new OverlapMeasurement(store, TokenWidth.UINT16);
        assertThat(again.measure(allPairs().subList(0, 2), OverlapMeasurementTest::noSpark, Progress.silent()))
                .isEqualTo(first);
        assertThat(store.standing(again.recipe(new Pair(p, g))).orElseThrow().inputs())
                .containsEntry("validation", p.fingerprint())
                .containsEntry("training", g.fingerprint());
    }

    private static SparkSession noSpark() {
        throw new AssertionError("nothing is left to measure");
    }

    @Test
    void tokensOfDifferentTokenizersAreNotCompared() throws IOException {
        Corpus other = corpus("S", List.of("a", "b", "c", "d"), tokenizer("hail and sea and the year "));
        assertThatThrownBy(() -> measure(400, List.of(new Pair(p, other))))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKENIZER_MISMATCH))
                .hasMessageContaining("'P'")
                .hasMessageContaining("'S'");
    }

    private static Overlap bruteForce(Pair pair) throws IOException {
        Set<List<Integer>> trained = new HashSet<>();
        for (ShardDocument document : documents(pair.training(), Split.TRAIN)) {
            trained.addAll(windows(document));
        }
        TreeMap<String, OverlapCounts> domains = new TreeMap<>();
        for (ShardDocument document : documents(pair.validation(), Split.VALIDATION)) {
            List<List<Integer>> windows = windows(document);
            long seen = windows.stream().filter(trained::contains).count();
            double share = windows.isEmpty() ? 0 : (double) seen / windows.size();
            domains.merge(
                    document.domain(),
                    new OverlapCounts(
                            1,
                            windows.isEmpty() ? 1 : 0,
                            0,
                            windows.size(),
                            windows.size(),
                            seen,
                            share > 0 ? 1 : 0,
                            share >= 0.5 ? 1 : 0,
                            share > 0.8 ? 1 : 0),
                    OverlapCounts::plus);
        }
        OverlapCounts total = domains.values().stream().reduce(OverlapCounts.NONE, OverlapCounts::plus);
        return new Overlap(pair.validation().name(), pair.training().name(), 13, 1, total, domains);
    }

    private static List<List<Integer>> windows(ShardDocument document) {
        List<Integer> ids = Arrays.stream(TokenWidth.UINT16.unpack(document.tokens()))
                .boxed()
                .toList();
        return IntStream.rangeClosed(0, ids.size() - NGrams.LENGTH)
                .mapToObj(at -> ids.subList(at, at + NGrams.LENGTH))
                .toList();
    }

    private static List<ShardDocument> documents(Corpus corpus, Split split) throws IOException {
        List<ShardDocument> documents = new ArrayList<>();
        for (ShardSummary shard : corpus.shards(split)) {
            Path file = new Path(corpus.folder(), shard.file().path());
            try (RecordSource<ShardDocument> rows = ShardFormat.open(file, new Configuration())) {
                for (ShardDocument row = rows.next(); row != null; row = rows.next()) {
                    documents.add(row);
                }
            }
        }
        return documents;
    }
}
