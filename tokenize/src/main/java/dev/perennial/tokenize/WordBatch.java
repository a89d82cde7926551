package dev.perennial.tokenize;

/**
 * The next words of a text, cut and looked up together: a look into the map of words waits for memory, and waits that do not
 * depend on each other overlap.
 */
final class WordBatch {
    private static final int MOST = 192;

    private final int[] ends = new int[MOST];
    private final long[] lows = new long[MOST];
    private final long[] highs = new long[MOST];
    private final long[] found = new long[MOST];
    private int from;
    private int size;

    /** Cuts words from {@code from} on, {@value #MOST} at most and at least one, and looks them up. */
    void take(PreTokenizer preTokenizer, WordCache cache, byte[] text, int from, int to) {
        this.from = from;
        size = preTokenizer.endsOfWords(text, from, to, ends);
        pack(text);
        cache.makeRoom(size);
        cache.findAll(lows, highs, found, size);
    }

    private void pack(byte[] text) {
        int start = from;
        for (int word = 0; word < size; word++) {
            int length = ends[word] - start;
            boolean packed = length <= PackedWord.LONGEST;
            lows[word] = packed ? PackedWord.low(text, start, length) : 0;
            highs[word] = packed ? PackedWord.high(text, start, length) : 0;
            start = ends[word];
        }
    }

    /** Appends the tokens of words from {@code first} on until one has not {@link PackedIds}, and returns which. */
    int appendPacked(IdBuffer ids, int first) {
        return ids.addPacked(found, first, size);
    }

    int size() {
        return size;
    }

    int start(int word) {
        return word == 0 ? from : ends[word - 1];
    }

    int end(int word) {
        return ends[word];
    }

    /** Where all of them end. */
    int end() {
        return ends[size - 1];
    }

    long low(int word) {
        return lows[word];
    }

    long high(int word) {
        return highs[word];
    }
}
