package dev.perennial.tokenize.source;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 to the letter: JSON parsers and Java's own strings are both more lenient than a corpus may be. */
final class Utf8 {
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private Utf8() {}

    /** The offset of the first byte that no well-formed UTF-8 has there (Unicode 16, table 3-7), or -1. */
    static int firstMalformed(byte[] bytes, int from, int length) {
        int end = from + length;
        int index = from;
        while (index < end) {
            if (bytes[index] >= 0) {
                index++;
                continue;
            }
            int size = sequenceLength(bytes, index, end);
            if (size == 0) {
                return index;
            }
            index += size;
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

    /** The text in UTF-8; each lone surrogate becomes one U+FFFD, where {@link String#getBytes} would write a question mark. */
    static byte[] encode(String text) {
        if (!hasLoneSurrogate(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .replaceWith(REPLACEMENT);
        try {
            var encoded = encoder.encode(CharBuffer.wrap(text));
            return Arrays.copyOf(encoded.array(), encoded.limit());
        } catch (CharacterCodingException e) {
            throw new AssertionError("malformed input is replaced", e);
        }
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int index = 0; index < text.length(); index++) {
            char unit = text.charAt(index);
            if (Character.isSurrogate(unit)) {
                boolean pair = Character.isHighSurrogate(unit)
                        && index + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(index + 1));
                if (!pair) {
                    return true;
                }
                index++;
            }
        }
        return false;
    }
}
