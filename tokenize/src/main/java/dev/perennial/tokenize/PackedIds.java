package dev.perennial.tokenize;

/** One to three token ids in a long, their count in the highest bits: the tokens of most words, without a second look into memory. */
final class PackedIds {
    /** How many ids are unpacked, whatever the count: what is too much is overwritten by what comes next. */
    static final int MOST = 3;

    static final int BITS = 20;
    static final int MASK = (1 << BITS) - 1;
    private static final int COUNT_SHIFT = MOST * BITS;

    private PackedIds() {}

    static boolean fit(int[] ids, int from, int count) {
        if (count < 1 || count > MOST) {
            return false;
        }
        for (int i = from; i < from + count; i++) {
            if (ids[i] < 0 || ids[i] > MASK) {
                return false;
            }
        }
        return true;
    }

    static long of(int[] ids, int from, int count) {
        long packed = (long) count << COUNT_SHIFT;
        for (int i = 0; i < count; i++) {
            packed |= (long) ids[from + i] << i * BITS;
        }
        return packed;
    }

    /** Whether a number is packed ids: such are not below 2^60. */
    static boolean holds(long number) {
        return number >>> COUNT_SHIFT != 0;
    }

    static void append(long packed, IdBuffer ids) {
        for (int i = 0; i < count(packed); i++) {
            ids.add((int) (packed >>> i * BITS) & MASK);
        }
    }

    static int count(long packed) {
        return (int) (packed >>> COUNT_SHIFT);
    }
}
