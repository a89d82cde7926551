package dev.perennial.tokenize;

/**
 * Merges words of up to {@value #LONGEST} bytes by looking at every pair again: quadratic, but without a branch that
 * could be mispredicted, in arrays that stay in the first cache.
 */
final class ShortWordMerger implements WordMerger {
    static final int LONGEST = 64;

    private static final int PLACE_BITS = 6;
    private static final int PLACE = LONGEST - 1;
    private static final int NONE = Integer.MAX_VALUE;

    private final MergeTable merges;
    private final Vocabulary vocabulary;
    private final int[] tokens = new int[LONGEST];
    private final int[] next = new int[LONGEST];
    private final int[] previous = new int[LONGEST];
    // The rank of the pair that begins at a place, and the place: the smallest of these merges first. Ranks have 25
    // bits.
    private final int[] keys = new int[LONGEST];

    ShortWordMerger(MergeTable merges, Vocabulary vocabulary) {
        this.merges = merges;
        this.vocabulary = vocabulary;
    }

    @Override
    public void merge(byte[] text, int from, int to, IdBuffer ids) {
        int size = to - from;
        for (int i = 0; i < size; i++) {
            tokens[i] = vocabulary.idOfByte(text[from + i]);
            next[i] = i + 1;
            previous[i] = i - 1;
            keys[i] = i + 1 < size ? key(merges.rankOfBytes(text[from + i], text[from + i + 1]), i) : NONE;
        }
        for (int first = smallestKey(size); first != NONE; first = smallestKey(size)) {
            mergeAt(first & PLACE, first >>> PLACE_BITS, size);
        }
        for (int place = 0; place < size; place = next[place]) {
            ids.add(tokens[place]);
        }
    }

    private int smallestKey(int size) {
        int smallest = NONE;
        for (int i = 0; i < size; i++) {
            smallest = Math.min(smallest, keys[i]);
        }
        return smallest;
    }

    private void mergeAt(int place, int rank, int size) {
        int right = next[place];
        int after = next[right];
        int token = merges.merged(rank);
        tokens[place] = token;
        next[place] = after;
        keys[right] = NONE;
        if (after < size) {
            previous[after] = place;
            keys[place] = key(merges.rank(token, tokens[after]), place);
        } else {
            keys[place] = NONE;
        }
        int before = previous[place];
        if (before >= 0) {
            keys[before] = key(merges.rank(tokens[before], token), before);
        }
    }

    private static int key(int rank, int place) {
        return rank == MergeTable.NEVER ? NONE : rank << PLACE_BITS | place;
    }
}
