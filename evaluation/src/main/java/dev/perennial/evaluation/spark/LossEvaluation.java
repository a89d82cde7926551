package dev.perennial.evaluation.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.DocumentGroups;
import dev.perennial.evaluation.DocumentLoss;
import dev.perennial.evaluation.DocumentLossFormat;
import dev.perennial.evaluation.Loss;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.RecordSource;
import dev.perennial.tokenize.shard.ShardSummary;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.tokenize.spark.SparkProgress;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final int VERSION = 2;
    private static final String FILE = "loss.json";

    private final Store store;
    private final int endOfText;
    private final int batch;
    private final Backend backend;
    private final Seed seed;

    /** @param seed of the intervals' resamples */
    public LossEvaluation(Store store, int endOfText, int batch, Backend backend, Seed seed) {
        this.store = store;
        this.endOfText = endOfText;
        this.batch = batch;
        this.backend = backend;
        this.seed = seed.named("bootstrap");
    }

    /** A checkpoint to evaluate on a corpus. */
    public record Pair(Checkpoint checkpoint, Corpus corpus) {}

    private record Shape(int window, Backend backend, Seed bootstrap) {}

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

    /**
     * How a checkpoint's losses differ from its parent's on the same documents. Both must have been evaluated.
     *
     * @param parent the pair of the parent and the same corpus
     */
    public Change change(Pair pair, Pair parent) {
        return Change.between(
                parent.checkpoint().name(),
                groups(parent),
                groups(pair),
                seed.named("change on " + pair.corpus().name()));
    }

    private DocumentGroups groups(Pair pair) {
        DocumentGroups groups = new DocumentGroups(documents(pair.corpus()));
        try (RecordSource<DocumentLoss> rows = DocumentLossFormat.open(store.folder(recipe(pair)), store.hadoop())) {
            for (DocumentLoss each = rows.next(); each != null; each = rows.next()) {
                groups.add(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return groups;
    }

    private static long documents(Corpus corpus) {
        return corpus.shards(Split.VALIDATION).stream()
                .mapToLong(ShardSummary::documents)
                .sum();
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
                new Shape(pair.checkpoint().model().context(), backend, seed));
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
        List<ShardTask> tasks = pairs.stream().map(this::begin).toList();
        SerializableConfiguration hadoop = new SerializableConfiguration(store.hadoop());
        List<TaskSums> sums = SparkProgress.during(
                spark.sparkContext(), progress, "evaluate", tasks.size(), () -> JavaSparkContext.fromSparkContext(
                                spark.sparkContext())
                        .parallelize(tasks, tasks.size())
                        .map(task -> task.run(hadoop.value()))
                        .collect());
        for (int i = 0; i < pairs.size(); i++) {
            publish(pairs.get(i), sums.get(i));
        }
    }

    private ShardTask begin(Pair pair) {
        List<String> shards = pair.corpus().shards(Split.VALIDATION).stream()
                .map(shard -> new Path(pair.corpus().folder(), shard.file().path()).toString())
                .toList();
        return new ShardTask(
                pair.checkpoint(),
                store.begin(recipe(pair)).toString(),
                VERSION,
                shards,
                documents(pair.corpus()),
                TokenWidth.of(pair.checkpoint().model().vocabulary()),
                endOfText,
                batch,
                backend);
    }

    private void publish(Pair pair, TaskSums sums) {
        Loss loss = loss(pair, sums);
        if (!Double.isFinite(loss.nats())) {
            throw new PerennialException(
                    ErrorCode.DIVERGED,
                    "Cannot publish the loss of '" + loss.checkpoint() + "' on '" + loss.distribution()
                            + "': it is not finite, got " + loss.nats() + ".");
        }
        Recipe recipe = recipe(pair);
        Path folder = store.folder(recipe);
        store.writeText(new Path(folder, FILE), Json.pretty(loss));
        store.publish(
                folder,
                recipe.manifest(
                        Map.of("tokens", loss.tokens(), "bytes", loss.bytes(), "documents", loss.documents()),
                        List.of(sums.file(), store.entry(folder, FILE))));
    }

    private Loss loss(Pair pair, TaskSums sums) {
        return new Loss(
                pair.checkpoint().name(),
                pair.corpus().name(),
                sums.total().nats(),
                sums.total().tokens(),
                sums.total().bytes(),
                sums.total().documents(),
                sums.groups().interval(seed.named("loss on " + pair.corpus().name())),
                sums.domains());
    }
}
