package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.overlap.HashSample;
import dev.perennial.tokenize.overlap.HashSet64;
import java.io.Serializable;

/** The n-grams of a corpus's validation documents, or a sample of them: what training text is searched for. */
record HeldNGrams(HashSample sample, HashSet64 hashes) implements Serializable {
    static final int NOT_HELD = -1;

    /** The slot of an n-gram that is held out and in the sample, else {@link #NOT_HELD}. */
    int slotOf(long hash) {
        return sample.holds(hash) ? hashes.slotOf(hash) : NOT_HELD;
    }
}
