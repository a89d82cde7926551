package dev.perennial.tokenize;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Pairs of neighbouring tokens, the most frequent first and of equally frequent ones the one with the smaller ids. */
final class PairQueue {
    private static final Comparator<Candidate> ORDER =
            Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair);

    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(ORDER);

    /**
     * A pair that may merge.
     *
     * @param count its occurrences when it was queued, perhaps fewer by now
     * @param words the words in which it was found
     */
    record Candidate(long pair, long count, int[] words) {
        int left() {
            return (int) (pair >>> Integer.SIZE);
        }

        int right() {
            return (int) pair;
        }

        Candidate withCount(long now) {
            return new Candidate(pair, now, words);
        }
    }

    static long pair(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }

    boolean isEmpty() {
        return candidates.isEmpty();
    }

    void add(Candidate candidate) {
        candidates.add(candidate);
    }

    Candidate poll() {
        return candidates.poll();
    }
}
