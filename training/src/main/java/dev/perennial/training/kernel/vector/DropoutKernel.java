package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.single;

import java.nio.ByteBuffer;

/**
 * Drops values by a random number that is a function of a key and the element's number: SplitMix64 (Steele et al. 2014), whose n-th
 * number needs no number before it.
 */
public final class DropoutKernel {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private DropoutKernel() {}

    /** The key of a place within what {@code key} stands for. */
    public static long key(long key, long place) {
        return mixed(key + mixed((place + 1) * GOLDEN_GAMMA));
    }

    /** What the element is multiplied by: 0 with probability {@code rate}, else {@code 1 / (1 - rate)}. */
    public static float factor(long key, long element, double rate) {
        return mixed(key + (element + 1) * GOLDEN_GAMMA) >>> 32 < threshold(rate) ? 0 : (float) (1 / (1 - rate));
    }

    /**
     * Multiplies {@code count} rows from {@code fromRow} on. Column c of the r-th of them is element
     * {@code firstElement + r * elementsPerRow + c}.
     */
    public static void apply(
            Rows rows, int fromRow, int count, long key, long firstElement, int elementsPerRow, double rate) {
        ByteBuffer floats = rows.floats();
        float kept = (float) (1 / (1 - rate));
        long threshold = threshold(rate);
        for (int row = 0; row < count; row++) {
            int start = rows.start(fromRow + row);
            long number = key + (firstElement + (long) row * elementsPerRow + 1) * GOLDEN_GAMMA;
            for (int column = 0; column < rows.width(); column++) {
                float factor = mixed(number) >>> 32 < threshold ? 0 : kept;
                single(floats, start + column, single(floats, start + column) * factor);
                number += GOLDEN_GAMMA;
            }
        }
    }

    private static long threshold(double rate) {
        return (long) (rate * (1L << 32));
    }

    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
