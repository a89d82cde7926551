package dev.perennial.tokenize;

import java.util.Arrays;

/** Turns text into token ids, one thread at a time; it remembers words, so keep it for as many documents as there are. */
public sealed interface Encoder permits BpeEncoder, HuggingFaceEncoder {
    /**
     * Encodes the bytes from {@code from} (inclusive) to {@code to} (exclusive); malformed UTF-8 counts as U+FFFD.
     *
     * @return how many ids there are; they are the first of {@link #ids()}
     */
    int encode(byte[] utf8, int from, int to);

    /** The ids of the last text and, after them, rubbish: valid until the next call, which may also replace the array. */
    int[] ids();

    /** Encodes a string into an array of its own; a lone surrogate counts as U+FFFD. */
    default int[] encode(String text) {
        byte[] utf8 = Utf8.of(text);
        int count = encode(utf8, 0, utf8.length);
        return Arrays.copyOf(ids(), count);
    }
}
