package dev.perennial.tokenize;

import java.util.Arrays;

/**
 * Remembers the tokens of short words: 19 words in 20 of running text have been seen before.
 *
 * <p>When it is full it forgets everything, which costs less than to keep account of what is used.
 */
final class WordCache {
    private static final int SLOTS = 1 << 18;
    private static final int MOST_WORDS = SLOTS / 2;
    private static final int MOST_TOKENS = 1 << 20;

    // The two longs of a key lie side by side, so that one cache line answers most questions.
    private final long[] keys = new long[2 * SLOTS];
    // Either the only token of a word, or the complement of where its tokens begin, their count first.
    private final int[] values = new int[SLOTS];
    private final int[] tokens = new int[MOST_TOKENS];
    private int words;
    private int used;

    /** The slot of a {@link PackedWord}, or the free one where it belongs. */
    int slotOf(long low, long high) {
        int slot = Spread.of(low, high) & SLOTS - 1;
        while (keys[2 * slot + 1] != high || keys[2 * slot] != low) {
            if (isFree(slot)) {
                return slot;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }

    boolean isFree(int slot) {
        return keys[2 * slot + 1] == 0;
    }

    void appendTo(IdBuffer ids, int slot) {
        int value = values[slot];
        if (value >= 0) {
            ids.add(value);
        } else {
            ids.addAll(tokens, ~value + 1, tokens[~value]);
        }
    }

    /** Remembers that a word's tokens are those of {@code ids} from {@code from} on. */
    void put(long low, long high, IdBuffer ids, int from) {
        int count = ids.size() - from;
        if (words == MOST_WORDS || used + count + 1 > MOST_TOKENS) {
            Arrays.fill(keys, 0);
            words = 0;
            used = 0;
        }
        int slot = slotOf(low, high);
        keys[2 * slot] = low;
        keys[2 * slot + 1] = high;
        words++;
        if (count == 1) {
            values[slot] = ids.array()[from];
        } else {
            values[slot] = ~used;
            tokens[used++] = count;
            System.arraycopy(ids.array(), from, tokens, used, count);
            used += count;
        }
    }
}
