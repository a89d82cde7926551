package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.StepMetrics;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.kernel.CudaArchitectures;
import dev.perennial.training.kernel.PeakRate;
import dev.perennial.training.kernel.Threads;
import dev.perennial.training.round.RunningLoss;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task of the barrier stage, on one executor: meets the others, finds where the run stands, and trains to the end. When any
 * executor dies, Spark starts all tasks again, and they go on from the latest saved round.
 */
final class RankTask implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(RankTask.class);
    private static final int FIRST_RANK = 0;
    private static final int MOST_BARREN_ROUNDS = 3;

    private final TrainingPlan plan;
    private final String root;
    private final String folder;
    private final SerializableConfiguration hadoop;
    private final RunSecret secret;

    RankTask(TrainingPlan plan, String root, String folder, SerializableConfiguration hadoop, RunSecret secret) {
        this.plan = plan;
        this.root = root;
        this.folder = folder;
        this.hadoop = hadoop;
        this.secret = secret;
    }

    /** Returns the rounds that this attempt trained. An error is also left for the driver, in case Spark forgets it. */
    long run(BarrierTaskContext context) throws IOException {
        Store store = new Store(root, hadoop.value());
        try {
            return Threads.use(context.cpus(), () -> run(context, store));
        } catch (PerennialException e) {
            RunFailure.leave(store, new Path(folder), e);
            throw e;
        }
    }

    @SuppressWarnings("try")
    private long run(BarrierTaskContext context, Store store) throws IOException {
        CudaArchitectures.check();
        CheckpointFiles files = new CheckpointFiles(store, folder, plan);
        int firstIteration = files.firstIteration();
        try (Exchange exchange = Rendezvous.meet(context, plan.rounds().workers(), secret);
                KillWatch watch = new KillWatch(context::isInterrupted, exchange);
                Replica replica = Replica.create(
                        plan.model(),
                        plan.optimizer(),
                        new StageRate(plan, firstIteration),
                        plan.seed().named("initial values"),
                        plan.backend())) {
            compareArithmetic(exchange);
            StateVectors state = StateVectors.of(replica);
            RunHistory history = new RunHistory(plan);
            OuterState outer = new OuterState(plan.rounds().outer(), exchange, state.parameters());
            long first = resume(files, exchange, state, outer, history);
            train(exchange, replica, state, outer, history, files, first, firstIteration);
            return plan.end() - first;
        }
    }

    private void train(
            Exchange exchange,
            Replica replica,
            StateVectors state,
            OuterState outer,
            RunHistory history,
            CheckpointFiles files,
            long first,
            int firstIteration)
            throws IOException {
        boolean leader = exchange.rank() == FIRST_RANK;
        RunningLoss running = history.running();
        double peak = leader ? PeakRate.measured() * exchange.ranks() : 0;
        RankLoop loop = new RankLoop(plan, exchange, replica, state, outer, hadoop.value());
        int barren = 0;
        for (long round = first; round < plan.end(); round++) {
            int iteration = Math.toIntExact(firstIteration + plan.stage().firstStep(round));
            List<WorkerRound.Outcome> outcomes = Outcomes.merge(exchange.gather(
                    outcomes(loop, files, round, iteration, running.limit()).message()));
            running.add(Outcomes.loss(outcomes));
            barren = Outcomes.sequences(outcomes) > 0 ? 0 : barren + 1;
            checkBarren(barren, round);
            long began = System.nanoTime();
            double average = loop.average();
            history.exchanged((System.nanoTime() - began) / 1e9);
            double spread = loop.spread(round, outcomes, average);
            boolean last = round + 1 == plan.end();
            boolean wanted = leader && report(round, history.add(round, outcomes, spread, state.parameters()), peak);
            boolean stopped = !last && agreed(exchange, wanted);
            boolean saved = last || stopped || plan.isSavedAfter(round);
            if (saved) {
                outer.complete();
            }
            if (leader && last) {
                files.finish(state, outer.velocity(), history.history(round + 1, firstIteration));
            } else if (leader && saved) {
                files.save(state, outer.velocity(), history.history(round + 1, firstIteration));
            }
            if (stopped) {
                throw new PerennialException(
                        ErrorCode.STOPPED,
                        "Cannot finish training '" + plan.name() + "': it was asked to stop and did so after round "
                                + (round + 1) + " of " + plan.end()
                                + ", which is saved. Run the same command again and it goes on.");
            }
        }
    }

    /** Where every batch is a spike, the model is what is broken. */
    private void checkBarren(int rounds, long round) {
        if (rounds == MOST_BARREN_ROUNDS) {
            throw new PerennialException(
                    ErrorCode.DIVERGED,
                    "Cannot go on training '" + plan.name() + "': no batch was trained on, for spikes of the loss, got "
                            + rounds + " such rounds up to round " + round
                            + ", expected fewer. Lower the peak learning rate or lengthen the warm-up.");
        }
    }

    /** Executors of different kinds can train together, but then the bits depend on who trained what: that is said. */
    private void compareArithmetic(Exchange exchange) throws IOException {
        byte[] mine = plan.backend().arithmetic().hex().getBytes(StandardCharsets.US_ASCII);
        for (byte[] other : exchange.gather(mine)) {
            if (exchange.rank() == FIRST_RANK && !Arrays.equals(mine, other)) {
                LOG.warn("the executors compute different bits (processors or OPENBLAS_CORETYPE differ): "
                        + "the result is valid, but another run will not reproduce it exactly");
                return;
            }
        }
    }

    /** What went wrong here is told to all, so that they end alike instead of waiting for this executor. */
    private Outcomes outcomes(RankLoop loop, CheckpointFiles files, long round, int iteration, double limit)
            throws IOException {
        try {
            return Outcomes.of(loop.train(round, iteration, limit));
        } catch (Spike spike) {
            return Outcomes.failed(spike.ending(plan.name(), files.lastGood()));
        } catch (PerennialException e) {
            return Outcomes.failed(e);
        }
    }

    /**
     * Rank 0 looks for the latest saved round and tells the others, so that all resume from the same; a later end of an earlier part of
     * the run is better still.
     */
    private long resume(
            CheckpointFiles files, Exchange exchange, StateVectors state, OuterState outer, RunHistory history)
            throws IOException {
        ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
        if (exchange.rank() == FIRST_RANK) {
            word.putLong(files.latest().orElse(0L));
        }
        long saved =
                ByteBuffer.wrap(exchange.gather(word.array()).get(FIRST_RANK)).getLong();
        Checkpoint earlier = plan.part().earlier();
        long earlierEnd =
                earlier == null ? 0 : files.state(new Path(earlier.folder())).round();
        if (earlierEnd > saved) {
            history.restore(files.load(earlier, state, outer.velocity()));
        } else if (saved > 0) {
            history.restore(files.load(saved, state, outer.velocity()));
        } else {
            plan.from().ifPresent(parent -> files.loadParent(parent, state, outer.velocity()));
        }
        return Math.max(saved, earlierEnd);
    }

    /** What the leader wants, known to all: they stop after the same round, or nobody does. */
    private static boolean agreed(Exchange exchange, boolean wanted) throws IOException {
        byte[] word = {(byte) (wanted ? 1 : 0)};
        return exchange.gather(word).get(FIRST_RANK)[0] != 0;
    }

    private boolean report(long round, List<StepMetrics> steps, double peak) {
        long consumed = plan.stage().consumed(round + 1);
        return Telemetry.report(new Telemetry.RoundReport(plan.name(), round, consumed, steps, peak));
    }
}
