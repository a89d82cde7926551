package dev.perennial.evaluation.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest.FileEntry;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Candidate;
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
import dev.perennial.training.model.GptNeoX;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Evaluates checkpoints on corpora, each pair an artefact of its own, one task a validation shard. The shards of a pair are added up in
 * their order, so the figures do not depend on how Spark spreads them.
 */
public final class LossEvaluation {
    public static final String KIND = "losses";
    private static final int VERSION = 3;
    private static final String FILE = "loss.json";

    private final Store store;
    private final int endOfText;
    private final int batch;
    private final Optional<Integer> stride;
    private final Backend backend;
    private final Seed seed;

    /**
     * @param stride tokens from window to window; none for windows end to end, as in training
     * @param seed of the intervals' resamples
     */
    public LossEvaluation(Store store, int endOfText, int batch, Optional<Integer> stride, Backend backend, Seed seed) {
        this.store = store;
        this.endOfText = endOfText;
        this.batch = batch;
        this.stride = stride;
        this.backend = backend;
        this.seed = seed.named("bootstrap");
    }

    /** A candidate to evaluate on a corpus. */
    public record Pair(Candidate candidate, Corpus corpus) {
        public Pair(Checkpoint checkpoint, Corpus corpus) {
            this(new Candidate.Single(checkpoint), corpus);
        }

        private GptNeoX model() {
            return candidate.members().get(0).model();
        }

        private List<ShardSummary> shards() {
            return corpus.shards(Split.VALIDATION);
        }

        private long documents() {
            return shards().stream().mapToLong(ShardSummary::documents).sum();
        }
    }

    private record Shape(int window, int stride, Backend backend, Seed bootstrap) {}

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
                parent.candidate().name(),
                groups(parent),
                groups(pair),
                seed.named("change on " + pair.corpus().name()));
    }

    private DocumentGroups groups(Pair pair) {
        DocumentGroups groups = new DocumentGroups(pair.documents());
        Path folder = store.folder(recipe(pair));
        for (int shard = 0; shard < pair.shards().size(); shard++) {
            try (RecordSource<DocumentLoss> rows = DocumentLossFormat.open(folder, shard, store.hadoop())) {
                for (DocumentLoss each = rows.next(); each != null; each = rows.next()) {
                    groups.add(each);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return groups;
    }

    public Recipe recipe(Pair pair) {
        Map<String, Fingerprint> inputs = new TreeMap<>(pair.candidate().inputs());
        inputs.put("corpus", pair.corpus().fingerprint());
        int context = pair.model().context();
        return new Recipe(
                KIND,
                VERSION,
                pair.candidate().name() + "-on-" + pair.corpus().name(),
                inputs,
                new Shape(context, stride(context), backend, seed));
    }

    private int stride(int context) {
        return stride.map(tokens -> Math.min(tokens, context)).orElse(context);
    }

    private static void check(Pair pair) {
        Fingerprint got = pair.corpus().manifest().inputs().get("tokenizer");
        for (Checkpoint member : pair.candidate().members()) {
            if (!member.tokenizer().equals(got)) {
                throw new PerennialException(
                        ErrorCode.TOKENIZER_MISMATCH,
                        "Cannot evaluate '" + member.name() + "' on '"
                                + pair.corpus().name()
                                + "': the tokenizers differ, got " + got + ", expected " + member.tokenizer()
                                + ". Tokenise the corpus with the checkpoint's tokenizer.json.");
            }
            if (!member.model().equals(pair.model())) {
                throw new PerennialException(
                        ErrorCode.CONFIGURATION,
                        "Cannot evaluate '" + pair.candidate().name() + "': its members differ in shape, got "
                                + member.model() + ", expected " + pair.model() + ". Name checkpoints of one model.");
            }
        }
        requireDocuments(pair.corpus());
    }

    /** Nothing can be said of a distribution without validation documents; it can be asked before there is a model. */
    public static void requireDocuments(Corpus corpus) {
        if (corpus.packedTokens(Split.VALIDATION) == 0) {
            throw new PerennialException(
                    ErrorCode.TOO_LITTLE_DATA,
                    "Cannot evaluate on '" + corpus.name()
                            + "': it has no validation documents. Raise its validation share, or name in evaluate.on"
                            + " those that have.");
        }
    }

    /** What was computed before, if it was. */
    public Optional<Loss> standing(Pair pair) {
        Recipe recipe = recipe(pair);
        return store.standing(recipe).map(manifest -> {
            Path file = new Path(store.folder(recipe), FILE);
            return Json.read(store.readText(file).orElseThrow(), Loss.class, file.toString());
        });
    }

    private void compute(List<Pair> pairs, SparkSession spark, Progress progress) {
        List<ShardTask> tasks =
                pairs.stream().flatMap(pair -> begin(pair).stream()).toList();
        SerializableConfiguration hadoop = new SerializableConfiguration(store.hadoop());
        Iterator<TaskSums> sums = SparkProgress.during(
                        spark.sparkContext(),
                        progress,
                        "evaluate",
                        tasks.size(),
                        () -> JavaSparkContext.fromSparkContext(spark.sparkContext())
                                .parallelize(tasks, tasks.size())
                                .map(task -> task.run(hadoop.value()))
                                .collect())
                .iterator();
        for (Pair pair : pairs) {
            TaskSums total = sums.next();
            for (int shard = 1; shard < pair.shards().size(); shard++) {
                total = total.plus(sums.next());
            }
            publish(pair, total);
        }
    }

    private List<ShardTask> begin(Pair pair) {
        String folder = store.begin(recipe(pair)).toString();
        ShardTask.Windows windows = new ShardTask.Windows(
                TokenWidth.of(pair.model().vocabulary()),
                endOfText,
                stride(pair.model().context()),
                batch);
        List<ShardTask> tasks = new ArrayList<>();
        long first = 0;
        for (ShardSummary shard : pair.shards()) {
            String path = new Path(pair.corpus().folder(), shard.file().path()).toString();
            tasks.add(new ShardTask(
                    pair.candidate(), folder, VERSION, tasks.size(), path, pair.documents(), first, windows, backend));
            first += shard.documents();
        }
        return tasks;
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
        List<FileEntry> files = new ArrayList<>(sums.files());
        files.add(store.entry(folder, FILE));
        store.publish(
                folder,
                recipe.manifest(
                        Map.of("tokens", loss.tokens(), "bytes", loss.bytes(), "documents", loss.documents()), files));
    }

    private Loss loss(Pair pair, TaskSums sums) {
        return new Loss(
                pair.candidate().name(),
                pair.corpus().name(),
                sums.total().nats(),
                sums.total().tokens(),
                sums.total().bytes(),
                sums.total().documents(),
                sums.groups().interval(seed.named("loss on " + pair.corpus().name())),
                sums.domains());
    }
}
