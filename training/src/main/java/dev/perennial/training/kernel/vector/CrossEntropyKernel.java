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

    /** Writes the loss of each row to {@code nats}; labels and losses start at {@code from}. Overwrites the logits' padding. */
    public static void losses(Rows logits, int[] labels, int from, float[] nats) {
        for (int row = 0; row < logits.count(); row++) {
            maskPadding(logits, row);
            float largest = largest(logits, row);
            FloatVector sums = broadcast(0f);
            int start = logits.start(row);
            for (int i = 0; i < logits.end(); i += COUNT) {
                sums = sums.add(VectorMath.exp(load(logits.floats(), start + i).sub(largest)));
            }
            nats[from + row] = (float) nats(logits, row, labels[from + row], largest, sums);
        }
    }

    /** Turns logits into {@code scale * gradient} of the loss, and returns the sum of the losses. */
    public static double lossAndGradient(Rows logits, int[] labels, int from, float scale) {
        double total = 0;
        ByteBuffer floats = logits.floats();
        for (int row = 0; row < logits.count(); row++) {
            maskPadding(logits, row);
            float largest = largest(logits, row);
            int start = logits.start(row);
            int label = labels[from + row];
            float labelled = single(floats, start + label);
            FloatVector sums = broadcast(0f);
            for (int i = 0; i < logits.end(); i += COUNT) {
                FloatVector weight = VectorMath.exp(load(floats, start + i).sub(largest));
                store(weight, floats, start + i);
                sums = sums.add(weight);
            }
            float sum = sums.reduceLanes(VectorOperators.ADD);
            total += largest + Math.log(sum) - labelled;
            for (int i = 0; i < logits.end(); i += COUNT) {
                store(load(floats, start + i).mul(scale / sum), floats, start + i);
            }
            single(floats, start + label, single(floats, start + label) - scale);
        }
        return total;
    }

    private static double nats(Rows logits, int row, int label, float largest, FloatVector sums) {
        float labelled = single(logits.floats(), logits.start(row) + label);
        return largest + Math.log(sums.reduceLanes(VectorOperators.ADD)) - labelled;
    }

    private static void maskPadding(Rows logits, int row) {
        for (int i = logits.width(); i < logits.end(); i++) {
            single(logits.floats(), logits.start(row) + i, MASKED);
        }
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
