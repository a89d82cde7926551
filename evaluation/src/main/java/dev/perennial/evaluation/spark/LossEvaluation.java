package dev.perennial.evaluation.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Loss;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.tokenize.spark.SparkProgress;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Evaluates checkpoints on corpora, each pair an artefact of its own. The parts of a pair are added up in shard order, so the
 * figures do not depend on how Spark spreads them.
 */
public final class LossEvaluation {
    public static final String KIND = "losses";
    private static final int VERSION = 1;
    private static final String FILE = "loss.json";

    private final Store store;
    private final int endOfText;
    private final int batch;
    private final Backend backend;

    public LossEvaluation(Store store, int endOfText, int batch, Backend backend) {
        this.store = store;
        this.endOfText = endOfText;
        this.batch = batch;
        this.backend = backend;
    }

    /** A checkpoint to evaluate on a corpus. */
    public record Pair(Checkpoint checkpoint, Corpus corpus) {}

    private record Shape(int window, Backend backend) {}

    /** The losses of all pairs, in their order; only those that do not stand are computed. */
    public List<Loss> evaluate(List<Pair> pairs, java.util.function.Supplier<SparkSession> spark, Progress progress) {
        pairs.forEach(LossEvaluation::check);
        List<Pair> missing =
                pairs.stream().filter(pair -> standing(pair).isEmpty()).toList();
        if (!missing.isEmpty()) {
            compute(missing, spark.get(), progress);
        }
        return pairs.stream().map(pair -> standing(pair).orElseThrow()).toList();
    }

    public Recipe recipe(Pair pair) {
        Map<String, Fingerprint> inputs = new TreeMap<>();
        inputs.put("checkpoint", pair.checkpoint().fingerprint());
        inputs.put("corpus", pair.corpus().fingerprint());
        return new Recipe(
                KIND,
                VERSION,
                pair.checkpoint().name() + "-on-" + pair.corpus().name(),
                inputs,
                new Shape(pair.checkpoint().model().context(), backend));
    }

    private static void check(Pair pair) {
        Fingerprint expected = pair.checkpoint().tokenizer();
        Fingerprint got = pair.corpus().manifest().inputs().get("tokenizer");
        if (!expected.equals(got)) {
            throw new PerennialException(
                    ErrorCode.TOKENIZER_MISMATCH,
                    "Cannot evaluate '" + pair.checkpoint().name() + "' on '"
                            + pair.corpus().name()
                            + "': the tokenizers differ, got " + got + ", expected " + expected
                            + ". Tokenise the corpus with the checkpoint's tokenizer.json.");
        }
        if (pair.corpus().packedTokens(Split.VALIDATION) == 0) {
            throw new PerennialException(
                    ErrorCode.TOO_LITTLE_DATA,
                    "Cannot evaluate on '" + pair.corpus().name()
                            + "': it has no validation documents. Raise its validation share.");
        }
    }

    private Optional<Loss> standing(Pair pair) {
        Recipe recipe = recipe(pair);
        return store.standing(recipe).map(manifest -> {
            Path file = new Path(store.folder(recipe), FILE);
            return Json.read(store.readText(file).orElseThrow(), Loss.class, file.toString());
        });
    }

    private void compute(List<Pair> pairs, SparkSession spark, Progress progress) {
        List<ShardTask> tasks = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            tasks.add(task(i, pairs.get(i)));
        }
        SerializableConfiguration hadoop = new SerializableConfiguration(store.hadoop());
        List<Loss> losses = SparkProgress.during(
                spark.sparkContext(), progress, "evaluate", tasks.size(), () -> JavaSparkContext.fromSparkContext(
                                spark.sparkContext())
                        .parallelize(tasks, tasks.size())
                        .map(task -> task.run(hadoop.value()))
                        .collect());
        for (int i = 0; i < pairs.size(); i++) {
            publish(pairs.get(i), losses.get(i));
        }
    }

    private ShardTask task(int pair, Pair of) {
        List<String> shards = of.corpus().shards(Split.VALIDATION).stream()
                .map(shard -> new Path(of.corpus().folder(), shard.file().path()).toString())
                .toList();
        return new ShardTask(
                of.checkpoint(),
                of.corpus().name(),
                shards,
                TokenWidth.of(of.checkpoint().model().vocabulary()),
                endOfText,
                batch,
                backend);
    }

    private void publish(Pair pair, Loss loss) {
        if (!Double.isFinite(loss.nats())) {
            throw new PerennialException(
                    ErrorCode.DIVERGED,
                    "Cannot publish the loss of '" + loss.checkpoint() + "' on '" + loss.distribution()
                            + "': it is not finite, got " + loss.nats() + ".");
        }
        Recipe recipe = recipe(pair);
        Path folder = store.begin(recipe);
        store.writeText(new Path(folder, FILE), Json.pretty(loss));
        store.publish(
                folder,
                recipe.manifest(
                        Map.of("tokens", loss.tokens(), "bytes", loss.bytes(), "documents", loss.documents()),
                        List.of(store.entry(folder, FILE))));
    }
}
