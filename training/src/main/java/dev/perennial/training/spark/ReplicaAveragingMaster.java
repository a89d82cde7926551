package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.training.TrainingPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * DL4J's training master of this project: token-weighted averages of resident replicas, in a fixed tree over virtual workers.
 *
 * <p>It trains on a token stream by position, so of DL4J's entry points it serves the one that takes paths: one path for
 * every executor that shall take part. DL4J's own ParameterAveragingTrainingMaster restarts iteration counts every round,
 * splits data at random, and moves the model through the driver.
 */
public final class ReplicaAveragingMaster implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaAveragingMaster.class);

    private final TrainingPlan plan;
    private final Store store;
    private final Path folder;

    /**
     * @param folder of the checkpoint, also where saved rounds are
     */
    public ReplicaAveragingMaster(TrainingPlan plan, Store store, Path folder) {
        this.plan = plan;
        this.store = store;
        this.folder = folder;
    }

    @Override
    public void executeTrainingPaths(
            SparkDl4jMultiLayer network,
            SparkComputationGraph graph,
            JavaRDD<String> paths,
            DataSetLoader dataSetLoader,
            MultiDataSetLoader multiDataSetLoader) {
        RankTask task = new RankTask(
                plan,
                store.root().toString(),
                folder.toString(),
                new SerializableConfiguration(store.hadoop()),
                RunSecret.fresh(paths.context().conf()));
        RunFailure.clear(store, folder);
        JavaRDD<String> ranks = paths;
        Optional<List<RankEnd>> ends = trained(ranks, task);
        while (ends.isEmpty()) {
            ranks = fewer(ranks);
            ends = trained(ranks, task);
        }
        for (RankEnd end : ends.get()) {
            if (end.failure() != null) {
                throw end.failure().problem();
            }
        }
    }

    /** How every rank ended; nothing where the stage waited in vain for executors to come back. */
    private Optional<List<RankEnd>> trained(JavaRDD<String> paths, RankTask task) {
        ClassTag<RankEnd> type = ClassTag$.MODULE$.apply(RankEnd.class);
        RDD<RankEnd> ranks = paths.rdd().barrier().mapPartitions(new RankFunction(task), false, type);
        SparkContext spark = paths.context();
        String group = "train " + plan.name();
        spark.setJobGroup(group, group, false);
        try (SlotWatch watch = new SlotWatch(spark, group, paths.getNumPartitions())) {
            try {
                // The shuffle is there for its own sake: Spark starts a barrier stage again only where its output goes
                // into
                // one.
                return Optional.of(
                        JavaRDD.fromRDD(ranks, type).coalesce(1, true).collect());
            } catch (Exception e) {
                if (watch.cancelled()) {
                    return Optional.empty();
                }
                // Spark's own exception is a checked one that Scala does not declare.
                throw RunFailure.find(store, folder, e)
                        .map(RuntimeException.class::cast)
                        .orElseGet(() -> new IllegalStateException("Spark gave up training '" + plan.name() + "'", e));
            }
        } finally {
            spark.clearJobGroup();
            RunFailure.clear(store, folder);
        }
    }

    /** The bits do not depend on how many executors share the virtual workers, so those that are left go on from the last saved round. */
    private JavaRDD<String> fewer(JavaRDD<String> before) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(before.context());
        int left = SlotWatch.slots(context.sc());
        if (left == 0) {
            throw new PerennialException(
                    ErrorCode.OUT_OF_RESOURCES,
                    "Cannot go on training '" + plan.name()
                            + "': executors were lost and none came back, got 0 free for"
                            + " tasks, expected " + before.getNumPartitions()
                            + ". Start workers and run the same command again: it goes on from the last saved round.");
        }
        LOG.warn(
                "training '{}' goes on with {} executor slots of {}: the others did not come back",
                plan.name(),
                Math.min(left, before.getNumPartitions()),
                before.getNumPartitions());
        JavaRDD<String> ranks = ranks(context, plan);
        MemoryCheck.run(context, plan, ranks.getNumPartitions());
        return ranks;
    }

    /** As many executors as there are virtual workers, or as can run at once if that is less. */
    static JavaRDD<String> ranks(JavaSparkContext context, TrainingPlan plan) {
        SparkContext spark = context.sc();
        // What a barrier stage counts as well; the default parallelism says 2 where one executor has one core.
        int slots = Math.max(1, SlotWatch.slots(spark));
        int ranks = Math.min(plan.rounds().workers(), slots);
        List<String> paths = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            paths.add(plan.stream().folder());
        }
        return context.parallelize(paths, ranks);
    }

    @Override
    public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> data) {
        throw needsStream();
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> data) {
        throw needsStream();
    }

    @Override
    public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
        throw needsStream();
    }

    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
        throw needsStream();
    }

    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
        throw needsStream();
    }

    private static PerennialException needsStream() {
        return new PerennialException(
                ErrorCode.UNSUPPORTED,
                "Cannot train on data sets: this training master reads a token stream by position. "
                        + "Call fitPathsMultiDataSet.");
    }

    @Override
    public void removeHook(TrainingHook hook) {}

    @Override
    public void addHook(TrainingHook hook) {}

    @Override
    public String toJson() {
        return dev.perennial.conf.Json.pretty(plan);
    }

    @Override
    public String toYaml() {
        return toJson();
    }

    @Override
    public void setCollectTrainingStats(boolean collect) {}

    @Override
    public boolean getIsCollectTrainingStats() {
        return false;
    }

    @Override
    public SparkTrainingStats getTrainingStats() {
        return null;
    }

    @Override
    public void setListeners(Collection<TrainingListener> listeners) {}

    @Override
    public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {}

    @Override
    public boolean deleteTempFiles(JavaSparkContext context) {
        return true;
    }

    @Override
    public boolean deleteTempFiles(SparkContext context) {
        return true;
    }
}
