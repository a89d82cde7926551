package dev.perennial.tokenize.overlap;

import java.io.Serializable;

/**
 * Which n-grams are looked at: all, or one in so many by their hash. The same n-gram is in the sample wherever it stands, so
 * shares of a sample are those of the whole but for chance, and memory stays bounded.
 *
 * @param oneIn 1 for all
 */
public record HashSample(long oneIn) implements Serializable {

    /** Thin enough that {@code nGrams} leave about {@code most} hashes. */
    public static HashSample of(long nGrams, long most) {
        return new HashSample(Math.max(1, (nGrams + most - 1) / most));
    }

    public boolean holds(long hash) {
        return oneIn == 1 || Long.remainderUnsigned(hash, oneIn) == 0;
    }
}
