package dev.perennial.tokenize.source;

import dev.perennial.tokenize.EightBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 to the letter: JSON parsers and Java's own strings are both more lenient than a corpus may be. */
final class Utf8 {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private Utf8() {}

    /** The offset of the first byte that no well-formed UTF-8 has there (Unicode 16, table 3-7), or -1. */
    static int firstMalformed(byte[] bytes, int from, int length) {
        int end = from + length;
        int index = EightBytes.endOfAscii(bytes, from, end);
        while (index < end) {
            int size = sequenceLength(bytes, index, end);
            if (size == 0) {
                return index;
            }
            index = EightBytes.endOfAscii(bytes, index + size, end);
        }
        return -1;
    }

    /** How many bytes of a byte order mark stand at the beginning: it is no text. */
    static int byteOrderMark(byte[] bytes, int length) {
        boolean mark = length >= 3 && Arrays.equals(bytes, 0, 3, BYTE_ORDER_MARK, 0, 3);
        return mark ? BYTE_ORDER_MARK.length : 0;
    }

    private static int sequenceLength(byte[] bytes, int index, int end) {
        int lead = bytes[index] & 0xFF;
        int size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (size == 0 || end - index < size) {
            return 0;
        }
        int second = bytes[index + 1] & 0xFF;
        // Overlong forms, surrogates, and what lies above U+10FFFF show in the second byte.
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int next = 2; next < size; next++) {
            if ((bytes[index + next] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return size;
    }

    /** Whether nothing but white space stands there, as {@link String#isBlank} has it, without making a string of the rest. */
    static boolean isBlank(byte[] bytes) {
        int index = 0;
        while (index < bytes.length) {
            int size = bytes[index] >= 0 ? 1 : sequenceLength(bytes, index, bytes.length);
            int codePoint =
                    size == 1 ? bytes[index] : new String(bytes, index, size, StandardCharsets.UTF_8).codePointAt(0);
            if (!Character.isWhitespace(codePoint)) {
                return false;
            }
            index += size;
        }
        return true;
    }
}
