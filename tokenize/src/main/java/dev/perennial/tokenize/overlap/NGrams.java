package dev.perennial.tokenize.overlap;

import java.util.function.LongConsumer;

/**
 * The n-grams of a document, as 64-bit hashes: each window of {@value #LENGTH} token ids that lies within it.
 *
 * <p>The hash is a polynomial of the ids, each spread over 64 bits first, so that a window costs one step whatever its length
 * (R. Karp and M. Rabin, Efficient randomized pattern-matching algorithms, 1987). Two of a million million windows that are
 * compared with ten million hashes fall together by chance about once.
 */
public final class NGrams {
    /** As GPT-3's decontamination has it, though of tokens instead of words. */
    public static final int LENGTH = 13;

    // Odd, so that multiplying by it loses no bit.
    private static final long BASE = 0x9E37_79B9_7F4A_7C15L;
    private static final long LEAVING = power(LENGTH);

    private NGrams() {}

    /** How many a document of that many tokens has. */
    public static long count(long tokens) {
        return Math.max(0, tokens - LENGTH + 1);
    }

    /** Hands on the hash of every n-gram, in order. */
    public static void hash(int[] tokens, LongConsumer each) {
        long hash = 0;
        for (int at = 0; at < tokens.length; at++) {
            hash = hash * BASE + spread(tokens[at]);
            if (at >= LENGTH) {
                hash -= LEAVING * spread(tokens[at - LENGTH]);
            }
            if (at >= LENGTH - 1) {
                each.accept(spread(hash));
            }
        }
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= BASE;
        }
        return power;
    }

    /** A bijection whose every output bit depends on every input bit: the finaliser of {@link java.util.SplittableRandom}. */
    private static long spread(long value) {
        long mixed = value + BASE;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
