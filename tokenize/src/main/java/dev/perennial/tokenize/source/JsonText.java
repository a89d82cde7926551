package dev.perennial.tokenize.source;

import java.util.Arrays;

/**
 * Takes strings out of a line of JSON that a parser has been through, from bytes to bytes: a text of many megabytes is not
 * blown up into characters on the way.
 */
final class JsonText {
    private static final int REPLACEMENT = 0xFFFD;
    private static final int HEX_DIGITS = 4;

    private final byte[] line;
    private int position;
    private byte[] text;
    private int length;

    private JsonText(byte[] line, int position) {
        this.line = line;
        this.position = position;
    }

    /** The string whose opening quote stands at {@code quote}, in UTF-8; a lone surrogate becomes one U+FFFD. */
    static byte[] at(byte[] line, int quote) {
        if (line[quote] != '"') {
            throw new IllegalArgumentException("no string begins at byte " + quote);
        }
        return new JsonText(line, quote + 1).read();
    }

    private byte[] read() {
        int start = position;
        while (line[position] != '"' && line[position] != '\\') {
            position++;
        }
        if (line[position] == '"') {
            return Arrays.copyOfRange(line, start, position);
        }
        // An escape is never shorter than what it stands for.
        text = new byte[closingQuote() - start];
        append(start);
        while (line[position] != '"') {
            position++;
            unescape();
            int plain = position;
            while (line[position] != '"' && line[position] != '\\') {
                position++;
            }
            append(plain);
        }
        return Arrays.copyOf(text, length);
    }

    private void append(int from) {
        System.arraycopy(line, from, text, length, position - from);
        length += position - from;
    }

    private int closingQuote() {
        int end = position;
        while (line[end] != '"') {
            end += line[end] == '\\' ? 2 : 1;
        }
        return end;
    }

    /** What stands behind a backslash. */
    private void unescape() {
        byte escaped = line[position++];
        switch (escaped) {
            case 'u' -> unicode();
            case 'n' -> text[length++] = '\n';
            case 't' -> text[length++] = '\t';
            case 'r' -> text[length++] = '\r';
            case 'b' -> text[length++] = '\b';
            case 'f' -> text[length++] = '\f';
            default -> text[length++] = escaped;
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
            text[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            text[length++] = (byte) (0xC0 | codePoint >> 6);
            text[length++] = (byte) (0x80 | codePoint & 63);
        } else if (codePoint < 0x10000) {
            text[length++] = (byte) (0xE0 | codePoint >> 12);
            text[length++] = (byte) (0x80 | codePoint >> 6 & 63);
            text[length++] = (byte) (0x80 | codePoint & 63);
        } else {
            text[length++] = (byte) (0xF0 | codePoint >> 18);
            text[length++] = (byte) (0x80 | codePoint >> 12 & 63);
            text[length++] = (byte) (0x80 | codePoint >> 6 & 63);
            text[length++] = (byte) (0x80 | codePoint & 63);
        }
    }
}
