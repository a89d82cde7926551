package dev.perennial.tokenize;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads code points straight from UTF-8, so that text never has to become a {@link String}. */
final class Utf8 {
    private static final int SMALLEST_LEAD_OF_TWO = 0xC2;
    private static final int LARGEST_LEAD = 0xF4;
    private static final int[] SMALLEST_OF_LENGTH = {0, 0, 0x80, 0x800, 0x10000};
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private Utf8() {}

    /** How many bytes the character has that begins with {@code lead}, in valid text. */
    static int length(byte lead) {
        if (lead >= 0) {
            return 1;
        }
        return (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : 4;
    }

    /** The code point that begins at {@code position} of valid text. */
    static int codePointAt(byte[] text, int position) {
        int lead = text[position];
        if (lead >= 0) {
            return lead;
        }
        int second = text[position + 1] & 63;
        if ((lead & 0xE0) == 0xC0) {
            return (lead & 31) << 6 | second;
        }
        int third = text[position + 2] & 63;
        if ((lead & 0xF0) == 0xE0) {
            return (lead & 15) << 12 | second << 6 | third;
        }
        return (lead & 7) << 18 | second << 12 | third << 6 | text[position + 3] & 63;
    }

    static boolean isValid(byte[] text, int from, int to) {
        int position = EightBytes.endOfAscii(text, from, to);
        while (position < to) {
            int length = validLength(text, position, to);
            if (length == 0) {
                return false;
            }
            position = EightBytes.endOfAscii(text, position + length, to);
        }
        return true;
    }

    /**
     * The length of the character at {@code position}, or 0 where none is: cut off, overlong, a surrogate, or past
     * U+10FFFF.
     */
    private static int validLength(byte[] text, int position, int to) {
        byte lead = text[position];
        int length = length(lead);
        if (length == 1) {
            return 1;
        }
        if (length == 2) {
            return (lead & 0xFF) >= SMALLEST_LEAD_OF_TWO && position + 1 < to && isContinuation(text[position + 1])
                    ? 2
                    : 0;
        }
        if (position + length > to || isContinuation(lead) || (lead & 0xFF) > LARGEST_LEAD) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if (!isContinuation(text[position + i])) {
                return 0;
            }
        }
        int codePoint = codePointAt(text, position);
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return codePoint < SMALLEST_OF_LENGTH[length] || codePoint > Character.MAX_CODE_POINT || surrogate ? 0 : length;
    }

    static boolean isContinuation(byte unit) {
        return (unit & 0xC0) == 0x80;
    }

    /** The same text with U+FFFD for what is malformed. */
    static byte[] mended(byte[] text, int from, int to) {
        return new String(text, from, to - from, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * UTF-8 of a string, with one U+FFFD for each lone surrogate, where {@link String#getBytes} would write a
     * question mark.
     */
    static byte[] of(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .replaceWith(REPLACEMENT)
                    .encode(CharBuffer.wrap(text));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new AssertionError("malformed input is replaced", e);
        }
    }
}
