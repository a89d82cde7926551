package dev.perennial.training.spark;

import dev.perennial.mixing.Sequence;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.round.Rounds.Window;
import dev.perennial.training.round.Spread;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** The local steps of one virtual worker in one round. */
final class WorkerRound {
    private final TrainingPlan plan;
    private final Configuration hadoop;

    WorkerRound(TrainingPlan plan, Configuration hadoop) {
        this.plan = plan;
        this.hadoop = hadoop;
    }

    /**
     * What a worker did: the loss of each step and its sequences, and what it consumed of each part.
     *
     * @param squares of its parameters at the end
     */
    record Outcome(double[] losses, int[] sequences, Map<String, Long> parts, double squares) {}

    Outcome run(Replica replica, ByteBuffer parameters, long round, int worker) {
        Window window = plan.stage().window(round, worker);
        List<Sequence> rows =
                window.sequences() == 0 ? List.of() : plan.stream().read(window.from(), window.to(), hadoop);
        int batch = plan.rounds().batch();
        int steps = (rows.size() + batch - 1) / batch;
        double[] losses = new double[steps];
        int[] sequences = new int[steps];
        Map<String, Long> parts = new TreeMap<>();
        for (int step = 0; step < steps; step++) {
            List<Sequence> slice = rows.subList(step * batch, Math.min(rows.size(), (step + 1) * batch));
            losses[step] = step(replica, slice);
            sequences[step] = slice.size();
            slice.forEach(row -> parts.merge(row.part(), 1L, Long::sum));
        }
        return new Outcome(losses, sequences, parts, Spread.sum(Spread.squares(parameters)));
    }

    private double step(Replica replica, List<Sequence> rows) {
        int context = plan.model().context();
        int[] ids = new int[rows.size() * context];
        int[] labels = new int[rows.size() * context];
        for (int row = 0; row < rows.size(); row++) {
            int[] tokens = plan.stream().width().unpack(rows.get(row).tokens());
            System.arraycopy(tokens, 0, ids, row * context, context);
            System.arraycopy(tokens, 1, labels, row * context, context);
        }
        return replica.step(ids, labels, rows.size());
    }
}
