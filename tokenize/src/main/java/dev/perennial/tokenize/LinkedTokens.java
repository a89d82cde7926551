package dev.perennial.tokenize;

/**
 * The tokens of a word as a linked list over places, with the rank of the pair that begins at each place and the
 * neighbours of that place among those of equal rank.
 *
 * <p>What belongs to one place lies side by side, since places are visited in the order of ranks: each visit is a miss
 * of the cache, and should be only one.
 */
final class LinkedTokens {
    static final int END = -1;

    private static final int TOKEN = 0;
    private static final int NEXT = 1;
    private static final int PREVIOUS = 2;
    private static final int RANK = 3;
    private static final int AFTER = 4;
    private static final int BEFORE = 5;
    private static final int FIELDS = 6;

    private int[] fields = new int[0];

    /** Makes room for so many places; what was there is lost. */
    void reserve(int places) {
        int needed = Math.multiplyExact(places, FIELDS);
        if (fields.length < needed) {
            fields = new int[needed];
        }
    }

    int token(int place) {
        return fields[place * FIELDS + TOKEN];
    }

    int next(int place) {
        return fields[place * FIELDS + NEXT];
    }

    int previous(int place) {
        return fields[place * FIELDS + PREVIOUS];
    }

    /** The rank of the pair that begins at this place, or {@link MergeTable#NEVER}. */
    int rank(int place) {
        return fields[place * FIELDS + RANK];
    }

    int after(int place) {
        return fields[place * FIELDS + AFTER];
    }

    int before(int place) {
        return fields[place * FIELDS + BEFORE];
    }

    void token(int place, int token) {
        fields[place * FIELDS + TOKEN] = token;
    }

    void next(int place, int next) {
        fields[place * FIELDS + NEXT] = next;
    }

    void previous(int place, int previous) {
        fields[place * FIELDS + PREVIOUS] = previous;
    }

    void rank(int place, int rank) {
        fields[place * FIELDS + RANK] = rank;
    }

    void after(int place, int after) {
        fields[place * FIELDS + AFTER] = after;
    }

    void before(int place, int before) {
        fields[place * FIELDS + BEFORE] = before;
    }
}
