package dev.perennial.tokenize;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes of text at once, the first in the lowest bits: questions about runs without a branch a byte. */
public final class EightBytes {
    private static final VarHandle VIEW = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x80 * ONES;
    private static final long CASE_BITS = 0x20 * ONES;
    private static final long TO_LOWER_A = (0x80 - 'a') * ONES;
    private static final long PAST_LOWER_Z = (0x80 - 'z' - 1) * ONES;

    private EightBytes() {}

    /** The eight bytes at {@code position}, which must be there. */
    public static long at(byte[] text, int position) {
        return (long) VIEW.get(text, position);
    }

    /** The number of bytes before the first that is not ASCII. */
    public static int leadingAscii(long bytes) {
        return first(bytes & HIGH_BITS);
    }

    /** The number of bytes before the first that is no letter of ASCII. */
    static int leadingLetters(long bytes) {
        // Seven bits and what is added never carry into the next byte.
        long lower = (bytes | CASE_BITS) & ~HIGH_BITS;
        long letters = lower + TO_LOWER_A & ~(lower + PAST_LOWER_Z) & ~bytes;
        return first(~letters & HIGH_BITS);
    }

    /** A byte eight times over. */
    public static long all(byte value) {
        return (value & 0xFF) * ONES;
    }

    /** The number of bytes before the first that is zero. */
    public static int leadingNonZero(long bytes) {
        return first(zeros(bytes));
    }

    /** The number of bytes before the first that is zero in one or the other. */
    public static int leadingNonZero(long bytes, long others) {
        return first(zeros(bytes) | zeros(others));
    }

    /** The high bits of bytes that are zero; above the first of them it may err, by the borrow. */
    private static long zeros(long bytes) {
        return bytes - ONES & ~bytes & HIGH_BITS;
    }

    private static int first(long highBits) {
        return Long.numberOfTrailingZeros(highBits) / Byte.SIZE;
    }
}
