package dev.perennial.mixing;

import dev.perennial.conf.Seed;
import java.io.Serializable;

/**
 * A keyed bijection of [0, size) onto itself, computed without a table: a Feistel network over the next even number of
 * bits, walking the cycle until it is back inside (Black and Rogaway 2002, "Ciphers with arbitrary finite domains").
 *
 * <p>Every index goes to every place equally often. Of five to a few dozen elements not every order is as likely, since such a
 * network makes even permutations only: a text of so few sequences is no training data.
 */
public final class Permutation implements Serializable {
    private static final int ROUNDS = 6;

    private final long size;
    private final int half;
    private final long mask;
    private final long[] keys = new long[ROUNDS];

    public Permutation(long size, Seed seed) {
        this.size = size;
        int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, size - 1)));
        this.half = (bits + 1) / 2;
        this.mask = (1L << half) - 1;
        for (int round = 0; round < ROUNDS; round++) {
            keys[round] = seed.named("round " + round).value();
        }
    }

    public long apply(long index) {
        long image = index;
        do {
            image = encrypt(image);
        } while (Long.compareUnsigned(image, size) >= 0);
        return image;
    }

    private long encrypt(long value) {
        long left = value >>> half;
        long right = value & mask;
        for (long key : keys) {
            long next = left ^ (mixed(right + key) & mask);
            left = right;
            right = next;
        }
        return left << half | right;
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mixed(long value) {
        long z = value * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
