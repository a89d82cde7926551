package dev.perennial.tokenize;

/** Spreads keys evenly over hash tables whose sizes are powers of two. */
final class Spread {
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
    private static final long ODD = 0xD6E8_FEB8_6659_FD93L;

    private Spread() {}

    static int of(long key) {
        return (int) (key * GOLDEN >>> 32);
    }

    static int of(long low, long high) {
        long mixed = (low ^ high * GOLDEN) * ODD;
        return (int) (mixed ^ mixed >>> 32);
    }
}
