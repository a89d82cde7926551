package dev.perennial.evaluation.tasks;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * Python's {@code random.Random}: the same numbers of the same Mersenne Twister, and what Python makes of them. With it the shots before a
 * question, and the resamples of a standard error, are the very ones of the harness.
 */
final class PythonRandom {
    private static final int BITS = 32;
    private static final int FEWEST_TO_REMEMBER = 21;
    private static final double TWO_TO_26 = 1 << 26;
    private static final double TWO_TO_53 = 1L << 53;

    private final MersenneTwister twister;

    PythonRandom(int seed) {
        twister = new MersenneTwister(new int[] {seed});
    }

    /** Different whole numbers from 0 (inclusive) to {@code population} (exclusive), as {@code sample} picks them. */
    int[] sample(int population, int count) {
        return population <= remembered(count) ? shuffled(population, count) : chosen(population, count);
    }

    /** From 0 (inclusive) to 1 (exclusive). */
    double unit() {
        long high = twister.nextInt() >>> 5;
        long low = twister.nextInt() >>> 6;
        return (high * TWO_TO_26 + low) / TWO_TO_53;
    }

    /** Up to which population a list is cheaper than a set, by Python's reckoning. */
    private static double remembered(int count) {
        return FEWEST_TO_REMEMBER + (count > 5 ? Math.pow(4, Math.ceil(Math.log(count * 3.0) / Math.log(4))) : 0);
    }

    private int[] shuffled(int population, int count) {
        int[] pool = IntStream.range(0, population).toArray();
        int[] picked = new int[count];
        for (int i = 0; i < count; i++) {
            int at = below(population - i);
            picked[i] = pool[at];
            pool[at] = pool[population - i - 1];
        }
        return picked;
    }

    private int[] chosen(int population, int count) {
        Set<Integer> picked = new LinkedHashSet<>();
        while (picked.size() < count) {
            picked.add(below(population));
        }
        return picked.stream().mapToInt(Integer::intValue).toArray();
    }

    private int below(int bound) {
        int bits = BITS - Integer.numberOfLeadingZeros(bound);
        int drawn = twister.nextInt() >>> (BITS - bits);
        while (drawn >= bound) {
            drawn = twister.nextInt() >>> (BITS - bits);
        }
        return drawn;
    }
}
