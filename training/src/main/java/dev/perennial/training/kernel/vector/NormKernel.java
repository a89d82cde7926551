package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.broadcast;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.single;
import static dev.perennial.training.kernel.vector.Lanes.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The length of a flat vector, its scaling, and the sum of two. */
public final class NormKernel {
    /** Floats summed in single precision before they join the double sum: float sums of millions of squares lose the small ones. */
    private static final int SHORT_SUM = 4096;

    private NormKernel() {}

    /** How many sums {@link #sumsOfSquares} takes of a vector. */
    public static int sums(ByteBuffer floats) {
        return (floats.capacity() / Float.BYTES + SHORT_SUM - 1) / SHORT_SUM;
    }

    /** Writes sums [from, to) of short pieces; added up in their order, they are the vector's. */
    public static void sumsOfSquares(ByteBuffer floats, int from, int to, double[] sums) {
        int length = floats.capacity() / Float.BYTES;
        for (int sum = from; sum < to; sum++) {
            int start = sum * SHORT_SUM;
            sums[sum] = sumOfSquares(floats, start, Math.min(SHORT_SUM, length - start));
        }
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

    /** {@code floats += factor * others}, rounded once. */
    public static void addScaled(ByteBuffer floats, ByteBuffer others, float factor) {
        int length = floats.capacity() / Float.BYTES;
        int whole = length / COUNT * COUNT;
        FloatVector factors = broadcast(factor);
        for (int i = 0; i < whole; i += COUNT) {
            store(load(others, i).fma(factors, load(floats, i)), floats, i);
        }
        for (int i = whole; i < length; i++) {
            single(floats, i, Math.fma(factor, single(others, i), single(floats, i)));
        }
    }
}
