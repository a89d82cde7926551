package dev.perennial.tokenize.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.overlap.NGrams;
import dev.perennial.tokenize.overlap.Overlap;
import dev.perennial.tokenize.overlap.OverlapCounts;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.TokenWidth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Measures how much of corpora's validation documents occurs in training documents, each pair of corpora an artefact of its
 * own. What stands is not measured again, and the figures do not depend on how Spark spreads the work.
 */
public final class OverlapMeasurement {
    public static final String KIND = "overlaps";
    public static final int VERSION = 1;
    public static final String FILE = "overlap.json";

    /** Above so many validation n-grams of a corpus a sample of about so many is taken: 2^23, 128 MiB or 256 in memory. */
    public static final long MOST_HASHES = 1L << 23;

    private final Store store;
    private final TokenWidth width;
    private final long mostHashes;

    /** @param width of token ids in the corpora's shards */
    public OverlapMeasurement(Store store, TokenWidth width) {
        this(store, width, MOST_HASHES);
    }

    OverlapMeasurement(Store store, TokenWidth width, long mostHashes) {
        this.store = store;
        this.width = width;
        this.mostHashes = mostHashes;
    }

    /** Validation documents of the one, looked up in the training documents of the other, which may be the same. */
    public record Pair(Corpus validation, Corpus training) {}

    private record Shape(int nGram, long mostHashes) {}

    /** The overlaps of all pairs, in their order; Spark is asked for only if one does not stand. */
    public List<Overlap> measure(List<Pair> pairs, Supplier<SparkSession> spark, Progress progress) {
        pairs.forEach(OverlapMeasurement::check);
        List<Pair> missing = pairs.stream()
                .filter(pair -> standing(pair).isEmpty())
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            OverlapScan scan = new OverlapScan(new SerializableConfiguration(store.hadoop()), width);
            new OverlapPasses(missing, scan, mostHashes)
                    .run(spark.get(), progress)
                    .forEach(this::publish);
        }
        return pairs.stream().map(pair -> standing(pair).orElseThrow()).toList();
    }

    Recipe recipe(Pair pair) {
        Map<String, Fingerprint> inputs = new TreeMap<>();
        inputs.put("validation", pair.validation().fingerprint());
        inputs.put("training", pair.training().fingerprint());
        return new Recipe(
                KIND,
                VERSION,
                pair.validation().name() + "-in-" + pair.training().name(),
                inputs,
                new Shape(NGrams.LENGTH, mostHashes));
    }

    private static void check(Pair pair) {
        Fingerprint got = pair.validation().manifest().inputs().get("tokenizer");
        Fingerprint expected = pair.training().manifest().inputs().get("tokenizer");
        if (!expected.equals(got)) {
            throw new PerennialException(
                    ErrorCode.TOKENIZER_MISMATCH,
                    "Cannot compare the tokens of '" + pair.validation().name() + "' with those of '"
                            + pair.training().name() + "': their tokenizers differ, got " + got + ", expected "
                            + expected + ". Tokenise both with one tokenizer.json.");
        }
    }

    private Optional<Overlap> standing(Pair pair) {
        Recipe recipe = recipe(pair);
        return store.standing(recipe).map(manifest -> {
            Path file = new Path(store.folder(recipe), FILE);
            return Json.read(store.readText(file).orElseThrow(), Overlap.class, file.toString());
        });
    }

    private void publish(Pair pair, Overlap overlap) {
        Recipe recipe = recipe(pair);
        Path folder = store.begin(recipe);
        store.writeText(new Path(folder, FILE), Json.pretty(overlap));
        OverlapCounts total = overlap.total();
        Map<String, Long> counts =
                Map.of("documents", total.documents(), "n-grams", total.examined(), "n-grams seen", total.seen());
        store.publish(folder, recipe.manifest(counts, List.of(store.entry(folder, FILE))));
    }
}
