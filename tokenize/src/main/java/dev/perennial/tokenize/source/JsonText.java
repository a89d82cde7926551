package dev.perennial.tokenize.source;

import dev.perennial.tokenize.EightBytes;
import java.util.Arrays;

/**
 * Takes strings out of a line of JSON that a parser has been through, from bytes to bytes: a text of many megabytes is not
 * blown up into characters on the way.
 */
final class JsonText {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int HEX_DIGITS = 4;

    private static final long QUOTES = EightBytes.all((byte) '"');
    private static final long BACKSLASHES = EightBytes.all((byte) '\\');

    // An escape is never shorter than what it stands for, so the text is written over the string.
    private final byte[] line;
    private final int start;
    private int position;
    private int length;

    private JsonText(byte[] line, int start) {
        this.line = line;
        this.start = start;
        this.position = start;
    }

    /**
     * The string whose opening quote stands at {@code quote}, in UTF-8; a lone surrogate becomes one U+FFFD. It is unescaped in
     * the line, where it cannot be read again.
     */
    static byte[] at(byte[] line, int quote) {
        if (line[quote] != '"') {
            throw new IllegalArgumentException("no string begins at byte " + quote);
        }
        return new JsonText(line, quote + 1).read();
    }

    private byte[] read() {
        skipPlain();
        length = position - start;
        while (line[position] != '"') {
            position++;
            unescape();
            int plain = position;
            skipPlain();
            System.arraycopy(line, plain, line, start + length, position - plain);
            length += position - plain;
        }
        return Arrays.copyOfRange(line, start, start + length);
    }

    /** Goes to the next quote or backslash: one there is, since a parser has found the string's end. */
    private void skipPlain() {
        while (position + Long.BYTES <= line.length) {
            long bytes = EightBytes.at(line, position);
            int plain = EightBytes.leadingNonZero(bytes ^ QUOTES, bytes ^ BACKSLASHES);
            position += plain;
            if (plain < Long.BYTES) {
                return;
            }
        }
        while (line[position] != '"' && line[position] != '\\') {
            position++;
        }
    }

    /** What stands behind a backslash. */
    private void unescape() {
        byte escaped = line[position++];
        switch (escaped) {
            case 'u' -> unicode();
            case 'n' -> put('\n');
            case 't' -> put('\t');
            case 'r' -> put('\r');
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            default -> put(escaped);
        }
    }

    private void unicode() {
        char unit = hexadecimal();
        if (Character.isHighSurrogate(unit) && line[position] == '\\' && line[position + 1] == 'u') {
            int behind = position;
            position += 2;
            char low = hexadecimal();
            if (Character.isLowSurrogate(low)) {
                encode(Character.toCodePoint(unit, low));
                return;
            }
            position = behind;
        }
        encode(Character.isSurrogate(unit) ? REPLACEMENT : unit);
    }

    private char hexadecimal() {
        int unit = 0;
        for (int digit = 0; digit < HEX_DIGITS; digit++) {
            unit = unit << HEX_DIGITS | Character.digit(line[position++], 16);
        }
        return (char) unit;
    }

    private void encode(int codePoint) {
        if (codePoint < 0x80) {
            put(codePoint);
        } else if (codePoint < 0x800) {
            put(0xC0 | codePoint >> 6);
            put(0x80 | codePoint & 63);
        } else if (codePoint < 0x10000) {
            put(0xE0 | codePoint >> 12);
            put(0x80 | codePoint >> 6 & 63);
            put(0x80 | codePoint & 63);
        } else {
            put(0xF0 | codePoint >> 18);
            put(0x80 | codePoint >> 12 & 63);
            put(0x80 | codePoint >> 6 & 63);
            put(0x80 | codePoint & 63);
        }
    }

    private void put(int unit) {
        line[start + length++] = (byte) unit;
    }
}
