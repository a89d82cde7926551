package dev.perennial.training.spark;

import dev.perennial.conf.Seed;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.SkippedBatch;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.kernel.Batch;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.round.Rounds.Window;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.round.Spread;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
     * What a worker did: the loss of each step and its sequences, both 0 where the batch was skipped, and what it trained on of each part.
     *
     * @param squares of its parameters at the end
     */
    record Outcome(
            double[] losses, int[] sequences, Map<String, Long> parts, List<SkippedBatch> skipped, double squares) {}

    /** No step is taken whose loss is above the limit. */
    Outcome run(Replica replica, ByteBuffer parameters, long round, int worker, double limit) {
        Window window = plan.stage().window(round, worker);
        List<Sequence> rows =
                window.sequences() == 0 ? List.of() : plan.stream().read(window.from(), window.to(), hadoop);
        int batch = plan.rounds().batch();
        int steps = (rows.size() + batch - 1) / batch;
        double[] losses = new double[steps];
        int[] sequences = new int[steps];
        Map<String, Long> parts = new TreeMap<>();
        List<SkippedBatch> skipped = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            List<Sequence> slice = rows.subList(step * batch, Math.min(rows.size(), (step + 1) * batch));
            Replica.Attempt attempt = replica.attempt(batch(slice), limit);
            if (attempt.taken()) {
                losses[step] = attempt.loss();
                sequences[step] = slice.size();
                count(slice, parts);
            } else if (plan.onSpike().then() == SpikeRule.Reaction.STOP) {
                throw new Spike(round, worker, step, slice, attempt.loss(), limit);
            } else {
                skipped.add(skipped(worker, step, slice, attempt.loss()));
            }
        }
        return new Outcome(losses, sequences, parts, skipped, Spread.sum(Spread.squares(parameters)));
    }

    private static SkippedBatch skipped(int worker, int step, List<Sequence> rows, double loss) {
        Map<String, Long> parts = new TreeMap<>();
        count(rows, parts);
        long from = rows.get(0).position();
        return new SkippedBatch(worker, step, from, from + rows.size(), loss, parts);
    }

    private static void count(List<Sequence> rows, Map<String, Long> parts) {
        rows.forEach(row -> parts.merge(row.part(), 1L, Long::sum));
    }

    private Batch batch(List<Sequence> rows) {
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
            unlabelPadding(sequence.spans(), labels, row * context, context);
            if (plan.masking().attention() == AttentionSpan.DOCUMENT) {
                writeStarts(sequence.spans(), documentStarts, row * context, context);
            }
            dropoutKeys[row] = dropout.named(Long.toString(sequence.position())).value();
        }
        return new Batch(
                ids, labels, rows.size(), documentStarts, plan.masking().dropout(), dropoutKeys);
    }

    /** What no document fills is padding, and is not to be predicted. */
    static void unlabelPadding(List<Span> spans, int[] labels, int at, int context) {
        int filled = spans.stream().mapToInt(Span::length).sum();
        Arrays.fill(labels, at + Math.min(context, Math.max(0, filled - 1)), at + context, Batch.NO_LABEL);
    }

    /** Writes for each token of a sequence where its document begins in it. */
    static void writeStarts(List<Span> spans, int[] starts, int at, int context) {
        int start = 0;
        for (Span span : spans) {
            Arrays.fill(starts, at + start, at + Math.min(context, start + span.length()), start);
            start = Math.min(context, start + span.length());
        }
        // What no document fills, such as padding, sees itself alone.
        Arrays.fill(starts, at + start, at + context, start);
    }
}
