package dev.perennial.evaluation.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.tasks.QuestionRange;
import dev.perennial.evaluation.tasks.QuestionScore;
import dev.perennial.evaluation.tasks.Scoring;
import dev.perennial.evaluation.tasks.Task;
import dev.perennial.evaluation.tasks.TaskFigures;
import dev.perennial.evaluation.tasks.TaskFormat;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.spark.SparkProgress;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Evaluates models on tasks, each pair an artefact of its own. What a Spark task scores together depends on the questions alone, so the
 * figures do not depend on how Spark spreads them. Every model is asked with its own tokenizer.
 *
 * @param batch sequences of the model's context that are computed at once
 */
public record TaskEvaluation(Store store, int batch, TokenizerEngine engine, Backend backend) {
    public static final String KIND = "tasks";
    private static final int VERSION = 1;
    private static final String FIGURES = "figures.json";
    private static final String QUESTIONS = "questions.jsonl";

    /** A model to evaluate on a task. */
    public record Pair(Candidate candidate, Task task) {
        /** Whether there are figures of it: which token is the likeliest of an ensemble is not computed. */
        public boolean canBeScored() {
            return !(candidate instanceof Candidate.Ensemble && task.format() == TaskFormat.LAMBADA);
        }
    }

    private record Shape(String format, int shots, Backend backend) {}

    /** The figures of all pairs, in their order; only those that do not stand are computed. */
    public List<TaskFigures> evaluate(List<Pair> pairs, Supplier<SparkSession> spark, Progress progress) {
        List<Pair> missing =
                pairs.stream().filter(pair -> standing(pair).isEmpty()).toList();
        if (!missing.isEmpty()) {
            Map<Fingerprint, byte[]> tokenizers = new HashMap<>();
            missing.forEach(pair ->
                    tokenizers.computeIfAbsent(first(pair).tokenizer(), unknown -> tokenizer(pair.candidate())));
            compute(missing, tokenizers, spark.get(), progress);
        }
        return pairs.stream().map(pair -> standing(pair).orElseThrow()).toList();
    }

    public Recipe recipe(Pair pair) {
        Map<String, Fingerprint> inputs = new TreeMap<>(pair.candidate().inputs());
        inputs.put("questions", pair.task().fingerprint());
        return new Recipe(
                KIND,
                VERSION,
                pair.candidate().name() + "-on-" + pair.task().name(),
                inputs,
                new Shape(pair.task().format().toString(), pair.task().shots(), backend));
    }

    private static Checkpoint first(Pair pair) {
        return pair.candidate().members().get(0);
    }

    /** As it stands beside the model; a task is text, and without it nobody knows the model's tokens. */
    private byte[] tokenizer(Candidate candidate) {
        Checkpoint first = candidate.members().get(0);
        Path file = new Path(first.folder(), Checkpoint.TOKENIZER_FILE);
        byte[] json = store.readText(file)
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.MISSING_FILE,
                        "Cannot evaluate '" + candidate.name() + "' on tasks: its tokenizer is unknown, got no " + file
                                + ". Put the tokenizer.json there that it was trained with."))
                .getBytes(StandardCharsets.UTF_8);
        for (Checkpoint member : candidate.members()) {
            if (!member.tokenizer().equals(Fingerprint.of(json))) {
                throw new PerennialException(
                        ErrorCode.TOKENIZER_MISMATCH,
                        "Cannot evaluate '" + candidate.name() + "' on tasks: " + file
                                + " is not the tokenizer of '" + member.name() + "', got " + Fingerprint.of(json)
                                + ", expected " + member.tokenizer() + ".");
            }
        }
        return json;
    }

    private Optional<TaskFigures> standing(Pair pair) {
        Recipe recipe = recipe(pair);
        return store.standing(recipe).map(manifest -> {
            Path file = new Path(store.folder(recipe), FIGURES);
            return Json.read(store.readText(file).orElseThrow(), TaskFigures.class, file.toString());
        });
    }

    private void compute(List<Pair> pairs, Map<Fingerprint, byte[]> tokenizers, SparkSession spark, Progress progress) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Map<Fingerprint, Broadcast<byte[]>> broadcasts = new HashMap<>();
        tokenizers.forEach((fingerprint, json) -> broadcasts.put(fingerprint, context.broadcast(json)));
        List<QuestionTask> tasks = new ArrayList<>();
        for (Pair pair : pairs) {
            QuestionRange.of(pair.task().questions())
                    .forEach(questions -> tasks.add(new QuestionTask(
                            pair.candidate(),
                            broadcasts.get(first(pair).tokenizer()),
                            engine,
                            questions,
                            batch,
                            backend)));
        }
        SerializableConfiguration hadoop = new SerializableConfiguration(store.hadoop());
        Iterator<List<QuestionScore>> scores = SparkProgress.during(
                        spark.sparkContext(), progress, "tasks", tasks.size(), () -> context.parallelize(
                                        tasks, tasks.size())
                                .map(task -> task.run(hadoop.value()))
                                .collect())
                .iterator();
        for (Pair pair : pairs) {
            List<QuestionScore> all = new ArrayList<>();
            while (all.size() < pair.task().questions().size()) {
                all.addAll(scores.next());
            }
            publish(pair, all);
        }
    }

    private void publish(Pair pair, List<QuestionScore> scores) {
        check(pair, scores);
        Recipe recipe = recipe(pair);
        Path folder = store.begin(recipe);
        TaskFigures figures = Scoring.figures(pair.candidate().name(), pair.task(), scores);
        store.writeText(new Path(folder, QUESTIONS), Scoring.lines(pair.task(), scores));
        store.writeText(new Path(folder, FIGURES), Json.pretty(figures));
        List<Manifest.FileEntry> files = List.of(store.entry(folder, FIGURES), store.entry(folder, QUESTIONS));
        store.publish(
                folder,
                recipe.manifest(Map.of("questions", figures.questions(), "truncated", figures.truncated()), files));
    }

    private static void check(Pair pair, List<QuestionScore> scores) {
        for (int i = 0; i < scores.size(); i++) {
            if (!scores.get(i).logLikelihoods().stream().allMatch(Double::isFinite)) {
                throw new PerennialException(
                        ErrorCode.DIVERGED,
                        "Cannot evaluate '" + pair.candidate().name() + "' on "
                                + pair.task().questions().get(i).place() + ": a likelihood is not finite, got "
                                + scores.get(i).logLikelihoods() + ".");
            }
        }
    }
}
