package dev.perennial.training.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Store;
import dev.perennial.training.Master;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.SavedRounds;
import dev.perennial.training.dl4j.ModelGraph;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.CudaArchitectures;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Masking;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.schedule.LearningRateSchedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;

/** Trains a checkpoint: plan, check, execute on Spark through DL4J, publish. A run that was killed goes on where it was saved. */
public record Trainer(TrainingPlan plan, byte[] tokenizerJson) {

    /** What shapes the weights; how often they are saved does not. What is absent by default changes no fingerprint of before it was there. */
    private record Shape(
            GptNeoX model,
            Optional<Masking> masking,
            boolean keepOptimizer,
            AdamW optimizer,
            LearningRateSchedule schedule,
            RoundPlan rounds,
            double spikeAbove,
            int spikeOver,
            Optional<Master> master,
            Seed seed,
            Backend backend,
            Optional<Long> until) {}

    public Recipe recipe() {
        Map<String, Fingerprint> inputs = new TreeMap<>();
        inputs.put("tokenizer", plan.tokenizer());
        inputs.put("stream", plan.stream().fingerprint());
        plan.from().ifPresent(parent -> inputs.put("parent", parent.fingerprint()));
        return new Recipe(
                Checkpoint.KIND,
                Checkpoint.VERSION,
                plan.name(),
                inputs,
                new Shape(
                        plan.model(),
                        Optional.of(plan.masking()).filter(masking -> !masking.isNone()),
                        plan.keepOptimizer(),
                        plan.optimizer(),
                        plan.schedule(),
                        plan.rounds(),
                        plan.onSpike().above(),
                        plan.onSpike().over(),
                        Optional.of(plan.master()).filter(master -> master != Master.RESIDENT),
                        plan.seed(),
                        plan.backend(),
                        plan.part().stop()));
    }

    /**
     * The state that this run saves after so many rounds, as the checkpoint that a branch there would be: the bytes are the same, and so is
     * the fingerprint. Whether it stands is another question.
     *
     * @param saved where it is, or would be
     */
    public Checkpoint state(SavedRounds saved, long rounds) {
        long tokens = plan.stage().consumed(rounds) * plan.model().context();
        TrainingPlan part = plan.partly(plan.name() + "-at-" + tokens, new RunPart(rounds, null));
        return new Checkpoint(
                part.name(),
                saved.folder(rounds).toString(),
                new Trainer(part, tokenizerJson).recipe().fingerprint(),
                plan.tokenizer(),
                plan.model(),
                plan.masking().attention(),
                plan.endOfText(),
                SavedHashes.read(saved.marker(saved.folder(rounds)).orElse("")).sha256());
    }

    public Checkpoint train(SparkSession spark, Store store, Progress progress) throws IOException {
        Recipe recipe = recipe();
        Path folder = store.folder(recipe);
        plan.from().ifPresent(parent -> parent.verify(store));
        Optional.ofNullable(plan.part().earlier()).ifPresent(earlier -> earlier.verify(store));
        execute(spark, store, folder, progress);
        store.writeText(new Path(folder, Checkpoint.TOKENIZER_FILE), new String(tokenizerJson, StandardCharsets.UTF_8));
        Manifest manifest = recipe.manifest(counts(), files(store, folder));
        store.publish(folder, manifest);
        new CheckpointFiles(store, folder.toString(), plan).removeRounds();
        return Checkpoint.open(store, folder, manifest);
    }

    private void execute(SparkSession spark, Store store, Path folder, Progress progress) throws IOException {
        CudaArchitectures.check();
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        try (Progress.Task shown = progress.begin("train " + plan.name(), "tokens", counts().get("tokens"))) {
            RunProgress rounds = new RunProgress(plan, shown);
            switch (plan.master()) {
                case RESIDENT -> {
                    new CheckpointFiles(store, folder.toString(), plan)
                            .latest()
                            .ifPresent(saved -> progress.say(String.format(
                                    Locale.ROOT,
                                    "train %s goes on after round %,d of %,d, which was saved",
                                    plan.name(),
                                    saved,
                                    plan.end())));
                    Telemetry.listen(rounds);
                    resident(context, store, folder);
                }
                case STOCK -> {
                    progress.say(
                            "master = stock: DL4J's own, tens of times slower; with several workers its bits depend on"
                                    + " whose result arrives first");
                    new StockRun(plan, context, store, folder).train(rounds);
                }
            }
        } finally {
            Telemetry.listenNoMore();
        }
    }

    private void resident(JavaSparkContext context, Store store, Path folder) {
        JavaRDD<String> ranks = ReplicaAveragingMaster.ranks(context, plan);
        MemoryCheck.run(context, plan, ranks.getNumPartitions());
        SparkComputationGraph graph = new SparkComputationGraph(
                context,
                ModelGraph.describe(
                        plan.model(), plan.optimizer(), new StageRate(plan, 0), plan.seed(), plan.backend()),
                new ReplicaAveragingMaster(plan, store, folder));
        graph.fitPathsMultiDataSet(ranks);
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("parameters", ParameterLayout.of(plan.model()).total());
        long consumed = plan.stage().consumed(plan.end());
        counts.put("sequences", consumed);
        counts.put("tokens", consumed * plan.model().context());
        counts.put("rounds", plan.end());
        return counts;
    }

    private static List<Manifest.FileEntry> files(Store store, Path folder) throws IOException {
        List<Manifest.FileEntry> files = new ArrayList<>();
        for (String name : CheckpointFiles.published()) {
            files.add(store.entry(folder, name));
        }
        return files;
    }
}
