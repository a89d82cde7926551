package dev.perennial.training.spark;

import dev.perennial.conf.Seed;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.kernel.Batch;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.round.Rounds.Window;
import dev.perennial.training.round.Spread;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** The local steps of one virtual worker in one round. */
final class WorkerRound {
    private final TrainingPlan plan;
    private final Configuration hadoop;
    private final Seed dropout;

    WorkerRound(TrainingPlan plan, Configuration hadoop) {
        this.plan = plan;
        this.hadoop = hadoop;
        this.dropout =
                plan.seed().named("dropout " + plan.stream().fingerprint().hex());
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
        int[] documentStarts = new int[rows.size() * context];
        long[] dropoutKeys = new long[rows.size()];
        for (int row = 0; row < rows.size(); row++) {
            Sequence sequence = rows.get(row);
            int[] tokens = plan.stream().width().unpack(sequence.tokens());
            System.arraycopy(tokens, 0, ids, row * context, context);
            System.arraycopy(tokens, 1, labels, row * context, context);
            if (plan.masking().attention() == AttentionSpan.DOCUMENT) {
                writeStarts(sequence.spans(), documentStarts, row * context, context);
            }
            dropoutKeys[row] = dropout.named(Long.toString(sequence.position())).value();
        }
        return replica.step(new Batch(
                ids, labels, rows.size(), documentStarts, plan.masking().dropout(), dropoutKeys));
    }

    /** Writes for each token of a sequence where its document begins in it. */
    static void writeStarts(List<Span> spans, int[] starts, int at, int context) {
        int start = 0;
        for (Span span : spans) {
            Arrays.fill(starts, at + start, at + Math.min(context, start + span.length()), start);
            start = Math.min(context, start + span.length());
        }
        // Padding belongs to no document, and attends to none.
        Arrays.fill(starts, at + start, at + context, start);
    }
}
