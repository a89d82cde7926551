package dev.perennial.evaluation.spark;

import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.Scorer;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.kernel.Backend;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One Spark task: two checkpoints on sequences of an earlier stage's stream.
 *
 * @param positions of the sequences
 */
record ExposureTask(
        Checkpoint run, Checkpoint parent, TokenStream earlier, List<Long> positions, int batch, Backend backend)
        implements Serializable {

    /** What each sequence's loss changed by, summed over its tokens. */
    double[] run(Configuration hadoop) {
        int[][] rows = rows(hadoop);
        double[] before = nats(parent, rows, hadoop);
        double[] after = nats(run, rows, hadoop);
        Arrays.setAll(after, row -> after[row] - before[row]);
        return after;
    }

    private int[][] rows(Configuration hadoop) {
        return positions.stream()
                .map(position -> earlier.read(position, position + 1, hadoop).get(0))
                .map(row -> earlier.width().unpack(row.tokens()))
                .toArray(int[][]::new);
    }

    /** The loss of each sequence, summed over its tokens. */
    private double[] nats(Checkpoint checkpoint, int[][] rows, Configuration hadoop) {
        int context = earlier.context();
        double[] sums = new double[rows.length];
        float[] nats = new float[batch * context];
        try (Scorer scorer = Scorer.load(new Candidate.Single(checkpoint), hadoop, backend)) {
            for (int from = 0; from < rows.length; from += batch) {
                int count = Math.min(batch, rows.length - from);
                int[] ids = new int[count * context];
                int[] labels = new int[count * context];
                for (int row = 0; row < count; row++) {
                    System.arraycopy(rows[from + row], 0, ids, row * context, context);
                    System.arraycopy(rows[from + row], 1, labels, row * context, context);
                }
                scorer.losses(ids, labels, count, nats);
                for (int i = 0; i < ids.length; i++) {
                    sums[from + i / context] += nats[i];
                }
            }
        }
        return sums;
    }
}
