package dev.perennial.mixing.packing;

import java.util.Arrays;

/** The lengths of a shard's documents, in their order; an array, since a shard may hold a million. */
public final class Lengths {
    private int[] tokens = new int[1 << 10];
    private int size;

    /** A document of so many tokens, its end of text included. */
    public void add(int length) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.multiplyExact(size, 2));
        }
        tokens[size++] = length;
    }

    public int size() {
        return size;
    }

    public long total() {
        return Arrays.stream(tokens, 0, size).asLongStream().sum();
    }

    /** Documents that no sequence would hold whole if all stood end to end. */
    public long cutEndToEnd(int context) {
        long cut = 0;
        long start = 0;
        for (int document = 0; document < size; document++) {
            long end = start + tokens[document];
            cut += end > start / context * context + context + 1 ? 1 : 0;
            start = end;
        }
        return cut;
    }

    int at(int document) {
        return tokens[document];
    }
}
