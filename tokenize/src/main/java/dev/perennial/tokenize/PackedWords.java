package dev.perennial.tokenize;

import java.util.Arrays;

/**
 * A hash map from {@link PackedWord}s to numbers other than zero. It grows with its words, so that few words lie close together.
 *
 * <p>A key and its number lie side by side: most questions touch one line of the processor's cache, which is what they cost.
 */
final class PackedWords {
    /** What is found for a word that is not there. */
    static final long NOTHING = 0;

    private static final int FIELDS = 3;
    private static final int FEWEST_SLOTS = 1 << 12;

    // Low, high, number. No high is zero, because it holds the length.
    private long[] entries = new long[FIELDS * FEWEST_SLOTS];
    private int mask = FEWEST_SLOTS - 1;
    private int size;

    int size() {
        return size;
    }

    long find(long low, long high) {
        return entries[entry(low, high) + 2];
    }

    /** Finds {@code count} words at once, so that their waits for memory overlap. */
    void findAll(long[] lows, long[] highs, long[] found, int count) {
        for (int i = 0; i < count; i++) {
            found[i] = find(lows[i], highs[i]);
        }
    }

    /** Adds a word that is not there. */
    void put(long low, long high, long number) {
        if (2 * size > mask) {
            grow();
        }
        int entry = entry(low, high);
        entries[entry] = low;
        entries[entry + 1] = high;
        entries[entry + 2] = number;
        size++;
    }

    /** Forgets all words and keeps the room. */
    void clear() {
        Arrays.fill(entries, 0);
        size = 0;
    }

    /** Where a word lies, or the free place where it belongs. */
    private int entry(long low, long high) {
        int slot = Spread.of(low, high) & mask;
        int entry = FIELDS * slot;
        while (entries[entry + 1] != high || entries[entry] != low) {
            if (entries[entry + 1] == 0) {
                return entry;
            }
            slot = slot + 1 & mask;
            entry = FIELDS * slot;
        }
        return entry;
    }

    private void grow() {
        long[] old = entries;
        entries = new long[2 * old.length];
        mask = 2 * mask + 1;
        for (int from = 0; from < old.length; from += FIELDS) {
            if (old[from + 1] != 0) {
                System.arraycopy(old, from, entries, entry(old[from], old[from + 1]), FIELDS);
            }
        }
    }
}
