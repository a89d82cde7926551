package dev.perennial.evaluation.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Bootstrap;
import dev.perennial.evaluation.Exposure;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.spark.SparkProgress;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Compares checkpoints with their parents on what earlier stages saw; each comparison is an artefact of its own. */
public record ExposureEvaluation(Store store, int sequences, int batch, Backend backend, Seed seed) {
    public static final String KIND = "exposures";
    private static final int VERSION = 1;
    private static final String FILE = "exposure.json";

    /**
     * A checkpoint and its parent on a kind of sequence.
     *
     * @param from the first position of that kind in the earlier stream
     * @param to the position after the last
     */
    public record Question(
            Checkpoint run, Checkpoint parent, TokenStream earlier, Exposure.Kind kind, long from, long to) {}

    private record Shape(Exposure.Kind kind, long from, long to, int sequences, Backend backend, Seed seed) {}

    /** The answers in the questions' order; only those that do not stand are computed. */
    public List<Exposure> evaluate(List<Question> questions, Supplier<SparkSession> spark, Progress progress) {
        List<Question> missing = questions.stream()
                .filter(question -> standing(question).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            compute(missing, spark.get(), progress);
        }
        return questions.stream()
                .map(question -> standing(question).orElseThrow())
                .toList();
    }

    private void compute(List<Question> questions, SparkSession spark, Progress progress) {
        List<ExposureTask> tasks = questions.stream().map(this::task).toList();
        SerializableConfiguration hadoop = new SerializableConfiguration(store.hadoop());
        List<double[]> differences = SparkProgress.during(
                spark.sparkContext(),
                progress,
                "seen and replayed",
                tasks.size(),
                () -> JavaSparkContext.fromSparkContext(spark.sparkContext())
                        .parallelize(tasks, tasks.size())
                        .map(task -> task.run(hadoop.value()))
                        .collect());
        for (int i = 0; i < questions.size(); i++) {
            publish(questions.get(i), answer(questions.get(i), differences.get(i)));
        }
    }

    private ExposureTask task(Question question) {
        long all = question.to() - question.from();
        long count = Math.min(sequences, all);
        List<Long> positions = LongStream.range(0, count)
                .mapToObj(i -> question.from() + i * all / count)
                .toList();
        return new ExposureTask(question.run(), question.parent(), question.earlier(), positions, batch, backend);
    }

    private Exposure answer(Question question, double[] differences) {
        long[] tokens = new long[differences.length];
        Arrays.fill(tokens, question.earlier().context());
        return new Exposure(
                question.run().name(),
                question.earlier().name(),
                question.kind(),
                differences.length,
                Arrays.stream(differences).sum() / Arrays.stream(tokens).sum(),
                Bootstrap.interval(differences, tokens, seed.named("exposure")));
    }

    private void publish(Question question, Exposure answer) {
        Recipe recipe = recipe(question);
        Path folder = store.begin(recipe);
        store.writeText(new Path(folder, FILE), Json.pretty(answer));
        List<Manifest.FileEntry> files = List.of(store.entry(folder, FILE));
        store.publish(folder, recipe.manifest(Map.of("sequences", answer.sequences()), files));
    }

    private Optional<Exposure> standing(Question question) {
        Recipe recipe = recipe(question);
        return store.standing(recipe).map(manifest -> {
            Path file = new Path(store.folder(recipe), FILE);
            return Json.read(store.readText(file).orElseThrow(), Exposure.class, file.toString());
        });
    }

    private Recipe recipe(Question question) {
        Map<String, Fingerprint> inputs = Map.of(
                "checkpoint", question.run().fingerprint(),
                "parent", question.parent().fingerprint(),
                "stream", question.earlier().fingerprint());
        return new Recipe(
                KIND,
                VERSION,
                question.run().name() + "-on-" + question.earlier().name(),
                inputs,
                new Shape(question.kind(), question.from(), question.to(), sequences, backend, seed));
    }
}
