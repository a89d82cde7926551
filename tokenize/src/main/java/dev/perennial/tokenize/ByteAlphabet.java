package dev.perennial.tokenize;

import java.util.Arrays;

/**
 * GPT-2's one printable character for every byte, the spelling of tokens in {@code tokenizer.json}.
 *
 * <p>Printable bytes stand for themselves; the others, in their order, for U+0100 and what follows. So a space is
 * spelt Ġ.
 */
final class ByteAlphabet {
    static final int SIZE = 256;
    private static final char[] CHARACTER_OF = new char[SIZE];
    private static final int[] BYTE_OF = new int[2 * SIZE];

    static {
        Arrays.fill(BYTE_OF, -1);
        char next = SIZE;
        for (int value = 0; value < SIZE; value++) {
            boolean printable = value > ' ' && value < 0x7F || value > 0xA0 && value != 0xAD;
            CHARACTER_OF[value] = printable ? (char) value : next++;
            BYTE_OF[CHARACTER_OF[value]] = value;
        }
    }

    private ByteAlphabet() {}

    static char characterOf(byte value) {
        return CHARACTER_OF[value & 0xFF];
    }

    static boolean spells(String token) {
        return token.chars().allMatch(character -> character < BYTE_OF.length && BYTE_OF[character] >= 0);
    }

    /** The bytes of a token that this alphabet {@link #spells}. */
    static byte[] bytesOf(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) BYTE_OF[token.charAt(i)];
        }
        return bytes;
    }
}
