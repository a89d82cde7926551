package dev.perennial.tokenize;

/**
 * Merges words of up to {@value #LONGEST} bytes by looking at every pair again: quadratic, but in arrays that stay in
 * the first cache.
 */
final class ShortWordMerger implements WordMerger {
    static final int LONGEST = 64;

    private final MergeTable merges;
    private final Vocabulary vocabulary;
    private final int[] tokens = new int[LONGEST];
    private final int[] ranks = new int[LONGEST];

    ShortWordMerger(MergeTable merges, Vocabulary vocabulary) {
        this.merges = merges;
        this.vocabulary = vocabulary;
    }

    @Override
    public void merge(byte[] text, int from, int to, IdBuffer ids) {
        int size = to - from;
        for (int i = 0; i < size; i++) {
            tokens[i] = vocabulary.idOfByte(text[from + i]);
        }
        for (int i = 0; i + 1 < size; i++) {
            ranks[i] = merges.rankOfBytes(text[from + i], text[from + i + 1]);
        }
        int first = firstPair(size);
        while (first >= 0) {
            size = mergeAt(first, size);
            first = firstPair(size);
        }
        ids.addAll(tokens, 0, size);
    }

    /** Where the pair stands that merges first, or -1. */
    private int firstPair(int size) {
        int smallest = MergeTable.NEVER;
        int place = -1;
        for (int i = 0; i + 1 < size; i++) {
            if (ranks[i] < smallest) {
                smallest = ranks[i];
                place = i;
            }
        }
        return place;
    }

    private int mergeAt(int place, int size) {
        tokens[place] = merges.merged(ranks[place]);
        int after = size - place - 2;
        if (after > 0) {
            System.arraycopy(tokens, place + 2, tokens, place + 1, after);
            System.arraycopy(ranks, place + 1, ranks, place, after);
            ranks[place] = merges.rank(tokens[place], tokens[place + 1]);
        }
        if (place > 0) {
            ranks[place - 1] = merges.rank(tokens[place - 1], tokens[place]);
        }
        return size - 1;
    }
}
