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
 * The softmax of a block of attention scores {@code [queries, keys]} under the causal mask: query {@code firstQuery + r} sees keys 0 to
 * {@code firstQuery + r}. Only the logarithm of each row's sum is kept for the way back; the probabilities are computed again.
 */
public final class CausalSoftmaxKernel {
    private static final float MASKED = -1e30f;

    private CausalSoftmaxKernel() {}

    /** Turns scores into probabilities and writes each row's log-sum-exp to {@code logSums} from {@code at} on. */
    public static void forward(Rows scores, int firstQuery, float[] logSums, int at) {
        for (int row = 0; row < scores.count(); row++) {
            int start = scores.start(row);
            int end = maskRow(scores, row, firstQuery + row + 1);
            ByteBuffer floats = scores.floats();
            float largest = largest(floats, start, end);
            float sum = RowMath.exp(floats, start, start + end, largest);
            logSums[at + row] = largest + (float) Math.log(sum);
            for (int i = 0; i < end; i += COUNT) {
                store(load(floats, start + i).mul(1 / sum), floats, start + i);
            }
        }
    }

    /** Turns scores into probabilities by the log-sum-exp of the forward pass. */
    public static void again(Rows scores, int firstQuery, float[] logSums, int at) {
        for (int row = 0; row < scores.count(); row++) {
            int start = scores.start(row);
            int end = maskRow(scores, row, firstQuery + row + 1);
            RowMath.exp(scores.floats(), start, start + end, logSums[at + row]);
        }
    }

    /** Turns the gradient of the probabilities p into that of the scores: {@code p * (gradient - sum(p * gradient))}. */
    public static void backward(Rows probabilities, Rows gradient, int firstQuery) {
        for (int row = 0; row < gradient.count(); row++) {
            int start = gradient.start(row);
            int end = Rows.padded(firstQuery + row + 1);
            FloatVector products = broadcast(0f);
            for (int i = 0; i < end; i += COUNT) {
                products = load(probabilities.floats(), start + i).fma(load(gradient.floats(), start + i), products);
            }
            float expected = products.reduceLanes(VectorOperators.ADD);
            for (int i = 0; i < end; i += COUNT) {
                FloatVector centred = load(gradient.floats(), start + i).sub(expected);
                store(centred.mul(load(probabilities.floats(), start + i)), gradient.floats(), start + i);
            }
            clear(gradient, start, end);
        }
    }

    /** Masks the keys a query must not see; returns the end of the vectors that hold visible ones. */
    private static int maskRow(Rows scores, int row, int visible) {
        int start = scores.start(row);
        int end = Rows.padded(visible);
        for (int i = visible; i < end; i++) {
            single(scores.floats(), start + i, MASKED);
        }
        clear(scores, start, end);
        return end;
    }

    private static void clear(Rows rows, int start, int from) {
        for (int i = from; i < rows.end(); i += COUNT) {
            store(broadcast(0f), rows.floats(), start + i);
        }
    }

    private static float largest(ByteBuffer floats, int start, int end) {
        FloatVector largest = broadcast(MASKED);
        for (int i = 0; i < end; i += COUNT) {
            largest = largest.max(load(floats, start + i));
        }
        return largest.reduceLanes(VectorOperators.MAX);
    }
}
