package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.mixing.Sequence;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.round.Average;
import dev.perennial.training.round.Rounds.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A run by DL4J's own master, a fit for each round of the plan: what ours is compared with. Averages are not weighted, and the spread of
 * the workers is not known.
 */
final class StockRun {
    private final TrainingPlan plan;
    private final JavaSparkContext context;
    private final CheckpointFiles files;
    private final SerializableConfiguration hadoop;
    private final int firstIteration;

    StockRun(TrainingPlan plan, JavaSparkContext context, Store store, Path folder) {
        if (!plan.masking().isNone() || !(plan.rounds().outer() instanceof Average)) {
            throw new PerennialException(
                    ErrorCode.UNSUPPORTED,
                    "Cannot train '" + plan.name()
                            + "' with master = stock: DL4J's master knows no dropout, no attention by"
                            + " document and no outer step. Choose master = resident.");
        }
        this.plan = plan;
        this.context = context;
        this.files = new CheckpointFiles(store, folder.toString(), plan);
        this.hadoop = new SerializableConfiguration(store.hadoop());
        this.firstIteration = files.firstIteration();
    }

    void train(java.util.function.Consumer<Telemetry.RoundReport> report) throws IOException {
        try (Replica replica = Replica.create(
                plan.model(),
                plan.optimizer(),
                new StageRate(plan, firstIteration),
                plan.seed().named("initial values"),
                plan.backend())) {
            StateVectors state = StateVectors.of(replica);
            RunHistory history = new RunHistory(plan);
            long first = resume(state, history);
            for (long round = first; round < plan.end(); round++) {
                WorkerRound.Outcome outcome = fit(replica, round);
                report.accept(new Telemetry.RoundReport(
                        plan.name(),
                        round,
                        plan.stage().consumed(round + 1),
                        history.add(round, List.of(outcome), 0, state.parameters()),
                        0));
                CheckpointFiles.History so = history.history(round + 1, firstIteration);
                if (round + 1 == plan.end()) {
                    files.finish(state, Optional.empty(), so);
                } else if (plan.isSavedAfter(round)) {
                    files.save(state, Optional.empty(), so);
                }
            }
        }
    }

    private long resume(StateVectors state, RunHistory history) throws IOException {
        Optional<Long> saved = files.latest();
        saved.ifPresentOrElse(round -> history.restore(files.load(round, state, Optional.empty())), () -> plan.from()
                .ifPresent(parent -> files.loadParent(parent, state, Optional.empty())));
        return saved.orElse(0L);
    }

    /** One round; DL4J tells the workers' mean loss of their last steps alone. */
    private WorkerRound.Outcome fit(Replica replica, long round) {
        replica.setIteration(Math.toIntExact(firstIteration + plan.stage().firstStep(round)));
        int steps = plan.stage().steps(round);
        CountingMaster master =
                new CountingMaster(plan.rounds().workers(), plan.rounds().batch(), steps);
        SparkComputationGraph graph = new SparkComputationGraph(context, replica.graph(), master);
        graph.fitMultiDataSet(batches(round));
        double loss = graph.getScore();
        if (!Double.isFinite(loss)) {
            throw new PerennialException(
                    ErrorCode.DIVERGED,
                    "Cannot go on training '" + plan.name() + "': the loss of round " + round + " is not finite, got "
                            + loss + ", expected a number. Lower the peak learning rate.");
        }
        Map<String, Long> parts = new TreeMap<>();
        long from = plan.stage().consumed(round);
        long to = plan.stage().consumed(round + 1);
        plan.stream().read(from, to, hadoop.value()).forEach(row -> parts.merge(row.part(), 1L, Long::sum));
        int last = (int) Math.min(
                        steps,
                        (to - from + plan.rounds().batch() - 1) / plan.rounds().batch())
                - 1;
        double[] losses = new double[last + 1];
        int[] sequences = new int[last + 1];
        losses[last] = loss;
        sequences[last] = (int) (to - from);
        return new WorkerRound.Outcome(losses, sequences, parts, List.of(), 0);
    }

    /** A partition a worker that has any positions left, its batches in order. */
    private JavaRDD<MultiDataSet> batches(long round) {
        List<Integer> workers = IntStream.range(0, plan.rounds().workers())
                .filter(worker -> plan.stage().window(round, worker).sequences() > 0)
                .boxed()
                .toList();
        TrainingPlan training = plan;
        SerializableConfiguration configuration = hadoop;
        return context.parallelize(workers, workers.size())
                .flatMap(worker -> batches(training, training.stage().window(round, worker), configuration.value())
                        .iterator());
    }

    private static List<MultiDataSet> batches(TrainingPlan plan, Window window, Configuration hadoop) {
        List<Sequence> rows = plan.stream().read(window.from(), window.to(), hadoop);
        List<MultiDataSet> batches = new ArrayList<>();
        int context = plan.model().context();
        for (int from = 0; from < rows.size(); from += plan.rounds().batch()) {
            List<Sequence> slice = rows.subList(
                    from, Math.min(rows.size(), from + plan.rounds().batch()));
            int[] ids = new int[slice.size() * context];
            int[] labels = new int[slice.size() * context];
            for (int row = 0; row < slice.size(); row++) {
                int[] tokens = plan.stream().width().unpack(slice.get(row).tokens());
                System.arraycopy(tokens, 0, ids, row * context, context);
                System.arraycopy(tokens, 1, labels, row * context, context);
            }
            batches.add(new org.nd4j.linalg.dataset.MultiDataSet(
                    array(ids, slice.size(), context), array(labels, slice.size(), context)));
        }
        return batches;
    }

    private static INDArray array(int[] tokens, int sequences, int context) {
        return Nd4j.createFromArray(tokens).reshape('c', sequences, context);
    }
}
