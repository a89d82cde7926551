package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.broadcast;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.single;
import static dev.perennial.training.kernel.vector.Lanes.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The length of a flat vector, and its scaling. */
public final class NormKernel {
    /** Floats summed in single precision before they join the double sum: float sums of millions of squares lose the small ones. */
    private static final int SHORT_SUM = 4096;

    private NormKernel() {}

    public static double sumOfSquares(ByteBuffer floats) {
        int length = floats.capacity() / Float.BYTES;
        double total = 0;
        for (int from = 0; from < length; from += SHORT_SUM) {
            total += sumOfSquares(floats, from, Math.min(SHORT_SUM, length - from));
        }
        return total;
    }

    private static double sumOfSquares(ByteBuffer floats, int from, int length) {
        FloatVector sums = broadcast(0f);
        int whole = length / COUNT * COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector value = load(floats, from + i);
            sums = value.fma(value, sums);
        }
        double total = sums.reduceLanes(VectorOperators.ADD);
        for (int i = whole; i < length; i++) {
            total += (double) single(floats, from + i) * single(floats, from + i);
        }
        return total;
    }

    public static void scale(ByteBuffer floats, float factor) {
        int length = floats.capacity() / Float.BYTES;
        int whole = length / COUNT * COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            store(load(floats, i).mul(factor), floats, i);
        }
        for (int i = whole; i < length; i++) {
            single(floats, i, single(floats, i) * factor);
        }
    }
}
