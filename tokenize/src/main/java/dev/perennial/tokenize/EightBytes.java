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
    private static final int FOUR = 4 * Long.BYTES;
    // Moves bit 8 i to bit 56 + i.
    private static final long GATHER = 0x0102_0408_1020_4080L;

    private EightBytes() {}

    /** The eight bytes at {@code position}, which must be there. */
    public static long at(byte[] text, int position) {
        return (long) VIEW.get(text, position);
    }

    /** Where the first byte from {@code from} on stands that is not ASCII, or {@code to}. */
    public static int endOfAscii(byte[] text, int from, int to) {
        return endOfBelow(text, from, to, 0x80);
    }

    /** Where the first byte from {@code from} on stands that is at least {@code floor}, 0x80 to 0xFF, or {@code to}. */
    static int endOfBelow(byte[] text, int from, int to, int floor) {
        long toFloor = (0x100 - floor) * ONES;
        int end = from;
        while (end + FOUR <= to && fourAreBelow(text, end, toFloor)) {
            end += FOUR;
        }
        while (end + Long.BYTES <= to) {
            int below = first(atLeast(at(text, end), toFloor));
            end += below;
            if (below < Long.BYTES) {
                return end;
            }
        }
        while (end < to && (text[end] & 0xFF) < floor) {
            end++;
        }
        return end;
    }

    private static boolean fourAreBelow(byte[] text, int position, long toFloor) {
        return (atLeast(at(text, position), toFloor)
                        | atLeast(at(text, position + Long.BYTES), toFloor)
                        | atLeast(at(text, position + 2 * Long.BYTES), toFloor)
                        | atLeast(at(text, position + 3 * Long.BYTES), toFloor))
                == 0;
    }

    /** The high bits of bytes that have it, and whose lower seven bits reach it once more by what is added to them. */
    private static long atLeast(long bytes, long toFloor) {
        return (bytes & ~HIGH_BITS) + toFloor & bytes & HIGH_BITS;
    }

    /** The number of bytes before the first that is no letter of ASCII. */
    static int leadingLetters(long bytes) {
        return first(~letters(bytes) & HIGH_BITS);
    }

    /** The high bits of bytes that are letters of ASCII. */
    static long letters(long bytes) {
        // The bit that tells capitals from small letters; no other ASCII becomes a letter by it.
        return between(bytes | CASE_BITS, (byte) 'a', (byte) 'z');
    }

    /** The high bits of bytes from {@code first} to {@code last}, both inclusive and ASCII. */
    static long between(long bytes, byte first, byte last) {
        // Seven bits and what is added never carry into the next byte.
        long low = bytes & ~HIGH_BITS;
        return low + (0x80 - first) * ONES & ~(low + (0x80 - last - 1) * ONES) & ~bytes & HIGH_BITS;
    }

    /** The high bits of bytes that equal {@code value} of ASCII. */
    static long equal(long bytes, byte value) {
        return between(bytes, value, value);
    }

    /** The high bits of bytes that are not ASCII. */
    static long beyondAscii(long bytes) {
        return bytes & HIGH_BITS;
    }

    /** Eight bits from the high bits of eight bytes, the first byte's in the lowest. */
    static long mask(long highBits) {
        return (highBits >>> Byte.SIZE - 1) * GATHER >>> Long.SIZE - Byte.SIZE;
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

    /** Whether a byte is zero in one or the other. */
    static boolean hasZero(long bytes, long others) {
        return (zeros(bytes) | zeros(others)) != 0;
    }

    /** The high bits of bytes that are zero; above the first of them it may err, by the borrow. */
    private static long zeros(long bytes) {
        return bytes - ONES & ~bytes & HIGH_BITS;
    }

    private static int first(long highBits) {
        return Long.numberOfTrailingZeros(highBits) / Byte.SIZE;
    }
}
