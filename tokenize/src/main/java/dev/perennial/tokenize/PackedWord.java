package dev.perennial.tokenize;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A word of up to {@value #LONGEST} bytes in two longs, its length in the highest byte: a key that compares in two
 * instructions.
 */
final class PackedWord {
    static final int LONGEST = 15;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private PackedWord() {}

    static long low(byte[] text, int from, int length) {
        return bytes(text, from, Math.min(length, Long.BYTES));
    }

    static long high(byte[] text, int from, int length) {
        long rest = length <= Long.BYTES ? 0 : bytes(text, from + Long.BYTES, length - Long.BYTES);
        return rest | (long) length << Long.SIZE - Byte.SIZE;
    }

    private static long bytes(byte[] text, int from, int count) {
        if (from + Long.BYTES > text.length) {
            return lastBytes(text, from, count);
        }
        return (long) EIGHT_BYTES.get(text, from) & -1L >>> Long.SIZE - count * Byte.SIZE;
    }

    /** The same at the very end of an array, where eight bytes cannot be read at once. */
    private static long lastBytes(byte[] text, int from, int count) {
        long packed = 0;
        for (int i = count - 1; i >= 0; i--) {
            packed = packed << Byte.SIZE | text[from + i] & 0xFF;
        }
        return packed;
    }
}
