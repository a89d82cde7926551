package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.broadcast;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.single;
import static dev.perennial.training.kernel.vector.Lanes.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Softmax cross-entropy of a chunk of logits {@code [tokens, vocabulary]}, in place; losses are in nats. */
public final class CrossEntropyKernel {
    private static final float MASKED = -1e30f;

    private CrossEntropyKernel() {}

    /**
     * Writes the loss of each row to {@code nats}, and to {@code likeliest} whether its label has the largest logit; all three arrays
     * are met from {@code from} on. Overwrites the logits.
     */
    public static void losses(Rows logits, int[] labels, int from, float[] nats, boolean[] likeliest) {
        for (int row = 0; row < logits.count(); row++) {
            int start = logits.start(row);
            float labelled = single(logits.floats(), start + labels[from + row]);
            float largest = maskPadding(logits, row);
            float sum = RowMath.exp(logits.floats(), start, start + logits.end(), largest);
            nats[from + row] = (float) (largest + Math.log(sum) - labelled);
            likeliest[from + row] = labelled == largest;
        }
    }

    /**
     * Turns row r of the logits into what {@code factors[r]} times is the gradient of {@code scale * loss}, where factors are what products
     * with the row are cheaper to multiply by; writes the loss of row r to {@code losses[from + r]}. A row with a label below zero has neither.
     */
    public static void lossAndGradient(
            Rows logits, int[] labels, int from, float scale, double[] losses, float[] factors) {
        ByteBuffer floats = logits.floats();
        for (int row = 0; row < logits.count(); row++) {
            int start = logits.start(row);
            if (labels[from + row] < 0) {
                losses[from + row] = 0;
                factors[row] = 0;
                clear(logits, row);
                continue;
            }
            int label = start + labels[from + row];
            float labelled = single(floats, label);
            float largest = maskPadding(logits, row);
            float sum = RowMath.exp(floats, start, start + logits.end(), largest);
            losses[from + row] = largest + Math.log(sum) - labelled;
            factors[row] = scale / sum;
            single(floats, label, single(floats, label) - sum);
        }
    }

    private static void clear(Rows logits, int row) {
        for (int i = 0; i < logits.end(); i += COUNT) {
            store(broadcast(0f), logits.floats(), logits.start(row) + i);
        }
    }

    /** Gives the padding no weight, and returns the largest logit. */
    private static float maskPadding(Rows logits, int row) {
        for (int i = logits.width(); i < logits.end(); i++) {
            single(logits.floats(), logits.start(row) + i, MASKED);
        }
        return largest(logits, row);
    }

    private static float largest(Rows logits, int row) {
        int start = logits.start(row);
        FloatVector largest = broadcast(MASKED);
        for (int i = 0; i < logits.end(); i += COUNT) {
            largest = largest.max(load(logits.floats(), start + i));
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }
}
