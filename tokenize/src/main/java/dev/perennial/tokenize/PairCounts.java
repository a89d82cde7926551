package dev.perennial.tokenize;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How often each pair of tokens occurs, and in which words pairs have appeared since the queue last heard of them. */
final class PairCounts {
    private static final long FREE = -1;

    private long[] pairs = new long[1 << 12];
    private long[] counts = new long[1 << 12];
    private Appearance[] appearances = new Appearance[1 << 12];
    private int size;
    private List<Appearance> appeared = new ArrayList<>();

    /** The words in which a pair has appeared; a word that has it twice in a row is there once. */
    private static final class Appearance {
        private final long pair;
        private int[] words = new int[2];
        private int size;

        private Appearance(long pair) {
            this.pair = pair;
        }

        private void add(int word) {
            if (size > 0 && words[size - 1] == word) {
                return;
            }
            if (size == words.length) {
                words = Arrays.copyOf(words, 2 * size);
            }
            words[size++] = word;
        }
    }

    PairCounts() {
        Arrays.fill(pairs, FREE);
    }

    long count(long pair) {
        return counts[slotOf(pair)];
    }

    /** Counts a pair that stands in a word, which occurs so many times. */
    void appeared(long pair, int word, long times) {
        int slot = slotToChange(pair);
        counts[slot] += times;
        if (appearances[slot] == null) {
            appearances[slot] = new Appearance(pair);
            appeared.add(appearances[slot]);
        }
        appearances[slot].add(word);
    }

    void vanished(long pair, long times) {
        counts[slotToChange(pair)] -= times;
    }

    /** Queues all pairs that have appeared since the last call and still occur. */
    void queueAppeared(PairQueue queue) {
        for (Appearance appearance : appeared) {
            int slot = slotOf(appearance.pair);
            appearances[slot] = null;
            if (counts[slot] > 0) {
                int[] words = Arrays.copyOf(appearance.words, appearance.size);
                queue.add(new PairQueue.Candidate(appearance.pair, counts[slot], words));
            }
        }
        appeared = new ArrayList<>();
    }

    private int slotToChange(long pair) {
        int slot = slotOf(pair);
        if (pairs[slot] == pair) {
            return slot;
        }
        pairs[slot] = pair;
        size++;
        if (2 * size > pairs.length) {
            rehash();
        }
        return slotOf(pair);
    }

    private int slotOf(long pair) {
        int mask = pairs.length - 1;
        int slot = Spread.of(pair) & mask;
        while (pairs[slot] != FREE && pairs[slot] != pair) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void rehash() {
        long[] oldPairs = pairs;
        long[] oldCounts = counts;
        Appearance[] oldAppearances = appearances;
        pairs = new long[2 * oldPairs.length];
        counts = new long[pairs.length];
        appearances = new Appearance[pairs.length];
        Arrays.fill(pairs, FREE);
        for (int old = 0; old < oldPairs.length; old++) {
            if (oldPairs[old] != FREE) {
                int slot = slotOf(oldPairs[old]);
                pairs[slot] = oldPairs[old];
                counts[slot] = oldCounts[old];
                appearances[slot] = oldAppearances[old];
            }
        }
    }
}
