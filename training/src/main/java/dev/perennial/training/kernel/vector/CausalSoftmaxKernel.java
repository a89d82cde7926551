package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.broadcast;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.single;
import static dev.perennial.training.kernel.vector.Lanes.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The softmax of a block of attention scores {@code [queries, keys]} under the mask of {@link VisibleKeys}. Only the logarithm of each
 * row's sum is kept for the way back; the probabilities are computed again.
 */
public final class CausalSoftmaxKernel {
    private static final float MASKED = -1e30f;

    private CausalSoftmaxKernel() {}

    /** Turns scores into probabilities and writes each row's log-sum-exp to {@code logSums} from {@code at} on. */
    public static void forward(Rows scores, VisibleKeys visible, float[] logSums, int at) {
        for (int row = 0; row < scores.count(); row++) {
            maskRow(scores, row, visible);
            int start = scores.start(row) + visible.firstVector(row);
            int end = scores.start(row) + visible.lastVector(row);
            ByteBuffer floats = scores.floats();
            float largest = largest(floats, start, end);
            float sum = RowMath.exp(floats, start, end, largest);
            logSums[at + row] = largest + (float) Math.log(sum);
            for (int i = start; i < end; i += COUNT) {
                store(load(floats, i).mul(1 / sum), floats, i);
            }
        }
    }

    /** Turns scores into probabilities by the log-sum-exp of the forward pass. */
    public static void again(Rows scores, VisibleKeys visible, float[] logSums, int at) {
        for (int row = 0; row < scores.count(); row++) {
            maskRow(scores, row, visible);
            int start = scores.start(row);
            RowMath.exp(
                    scores.floats(),
                    start + visible.firstVector(row),
                    start + visible.lastVector(row),
                    logSums[at + row]);
        }
    }

    /** Turns the gradient of the probabilities p into that of the scores: {@code p * (gradient - sum(p * gradient))}. */
    public static void backward(Rows probabilities, Rows gradient, VisibleKeys visible) {
        for (int row = 0; row < gradient.count(); row++) {
            int start = gradient.start(row);
            int from = visible.firstVector(row);
            int end = visible.lastVector(row);
            FloatVector products = broadcast(0f);
            for (int i = from; i < end; i += COUNT) {
                products = load(probabilities.floats(), start + i).fma(load(gradient.floats(), start + i), products);
            }
            float expected = products.reduceLanes(VectorOperators.ADD);
            for (int i = from; i < end; i += COUNT) {
                FloatVector centred = load(gradient.floats(), start + i).sub(expected);
                store(centred.mul(load(probabilities.floats(), start + i)), gradient.floats(), start + i);
            }
            clear(gradient, start, 0, from);
            clear(gradient, start, end, gradient.end());
        }
    }

    /** Masks the keys a query must not see; vectors without a visible one are cleared, and not looked at again. */
    private static void maskRow(Rows scores, int row, VisibleKeys visible) {
        int start = scores.start(row);
        int from = visible.firstVector(row);
        int end = visible.lastVector(row);
        for (int i = from; i < visible.begin(row); i++) {
            single(scores.floats(), start + i, MASKED);
        }
        for (int i = visible.end(row); i < end; i++) {
            single(scores.floats(), start + i, MASKED);
        }
        clear(scores, start, 0, from);
        clear(scores, start, end, scores.end());
    }

    private static void clear(Rows rows, int start, int from, int end) {
        for (int i = from; i < end; i += COUNT) {
            store(broadcast(0f), rows.floats(), start + i);
        }
    }

    private static float largest(ByteBuffer floats, int start, int end) {
        FloatVector largest = broadcast(MASKED);
        for (int i = start; i < end; i += COUNT) {
            largest = largest.max(load(floats, i));
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }
}
