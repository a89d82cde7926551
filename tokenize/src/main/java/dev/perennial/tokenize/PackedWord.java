package dev.perennial.tokenize;

/**
 * A word of up to {@value #LONGEST} bytes in two longs, its length in the highest byte: a key that compares in two
 * instructions.
 */
final class PackedWord {
    static final int LONGEST = 15;

    // By the length of the word. Tables, because a branch on it is mispredicted at every fifth word.
    private static final long[] LOW_MASKS = masks(0);
    private static final long[] HIGH_MASKS = masks(Long.BYTES);

    private PackedWord() {}

    private static long[] masks(int skipped) {
        long[] masks = new long[LONGEST + 1];
        for (int length = 0; length <= LONGEST; length++) {
            int bytes = Math.max(0, Math.min(Long.BYTES, length - skipped));
            masks[length] = bytes == 0 ? 0 : -1L >>> Long.SIZE - bytes * Byte.SIZE;
        }
        return masks;
    }

    static long low(byte[] text, int from, int length) {
        return bytes(text, from) & LOW_MASKS[length];
    }

    static long high(byte[] text, int from, int length) {
        return bytes(text, from + Long.BYTES) & HIGH_MASKS[length] | (long) length << Long.SIZE - Byte.SIZE;
    }

    private static long bytes(byte[] text, int from) {
        return from + Long.BYTES <= text.length ? EightBytes.at(text, from) : lastBytes(text, from);
    }

    /** The same at the very end of an array, where eight bytes cannot be read at once. */
    private static long lastBytes(byte[] text, int from) {
        long packed = 0;
        for (int i = text.length - 1; i >= from; i--) {
            packed = packed << Byte.SIZE | text[i] & 0xFF;
        }
        return packed;
    }
}
