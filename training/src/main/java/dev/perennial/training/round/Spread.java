package dev.perennial.training.round;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * How far apart the workers' parameters are before they are averaged: the token-weighted root mean square of their distances from
 * the average, over the norm of the average. The health of local steps: 0 is one model, and where it grows from round to round, workers
 * drift apart.
 *
 * <p>Since {@code sum(w |x - mean|^2) = sum(w |x|^2) - |mean|^2}, squares that everyone takes of what is at hand suffice, and nothing
 * of model size crosses the network once more. Squares are summed in double precision by blocks, and blocks in their order, so the
 * bits are the same wherever vectors are cut between blocks. Below about 1e-5 it is rounding.
 */
public final class Spread {
    /** Floats in a block; executors own whole blocks. */
    public static final int BLOCK = 1 << 14;

    private static final int LANES = 8;

    private Spread() {}

    /** The sum of squares of each block; the last one may be shorter. */
    public static double[] squares(ByteBuffer vector) {
        FloatBuffer floats =
                vector.duplicate().clear().order(ByteOrder.nativeOrder()).asFloatBuffer();
        double[] squares = new double[(floats.capacity() + BLOCK - 1) / BLOCK];
        for (int block = 0; block < squares.length; block++) {
            squares[block] = squares(floats, block * BLOCK, Math.min(floats.capacity(), (block + 1) * BLOCK));
        }
        return squares;
    }

    private static double squares(FloatBuffer floats, int from, int to) {
        int whole = from + (to - from) / LANES * LANES;
        double[] lanes = wholeLanes(floats, from, whole);
        for (int i = whole; i < to; i++) {
            lanes[i - whole] += square(floats.get(i));
        }
        return sum(lanes);
    }

    /** Lanes as variables: in an array each sum would wait for the memory of the one before. */
    private static double[] wholeLanes(FloatBuffer floats, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        for (int i = from; i < to; i += LANES) {
            a += square(floats.get(i));
            b += square(floats.get(i + 1));
            c += square(floats.get(i + 2));
            d += square(floats.get(i + 3));
            e += square(floats.get(i + 4));
            f += square(floats.get(i + 5));
            g += square(floats.get(i + 6));
            h += square(floats.get(i + 7));
        }
        return new double[] {a, b, c, d, e, f, g, h};
    }

    private static double square(double value) {
        return value * value;
    }

    /** In order. */
    public static double sum(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /**
     * @param weights of the workers, as they were averaged
     * @param squares of each worker's parameters
     * @param average squares of the weighted sum
     */
    public static double of(float[] weights, double[] squares, double average) {
        double weight = 0;
        double weighted = 0;
        for (int worker = 0; worker < weights.length; worker++) {
            weight += weights[worker];
            weighted += weights[worker] * squares[worker];
        }
        return average == 0 ? 0 : Math.sqrt(Math.max(0, weighted - average / weight) / average);
    }
}
