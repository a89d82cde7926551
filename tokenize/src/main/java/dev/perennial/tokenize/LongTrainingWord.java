package dev.perennial.tokenize;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A long word in training as a linked list of tokens, with the places of each pair: a merge costs what it changes, and
 * not another look at the whole word.
 */
final class LongTrainingWord {
    private static final int END = -1;
    private static final int GONE = -1;

    private final int[] tokens;
    private final int[] next;
    private final int[] previous;
    // Places that a pair may have left since; none that it has is missing.
    private final Map<Long, IdBuffer> places = new HashMap<>();

    LongTrainingWord(byte[] word, int[] idOfByte) {
        int size = word.length;
        tokens = new int[size];
        next = new int[size];
        previous = new int[size];
        for (int place = 0; place < size; place++) {
            tokens[place] = idOfByte[word[place] & 0xFF];
            next[place] = place + 1 < size ? place + 1 : END;
            previous[place] = place - 1;
        }
    }

    /** Tells of all pairs of the word, once at the beginning. */
    void pairs(PairChange change) {
        for (int place = 0; next[place] != END; place = next[place]) {
            appeared(place, change);
        }
    }

    /** Merges the pair wherever it stands, from left to right. */
    void merge(long pair, int merged, PairChange change) {
        IdBuffer found = places.remove(pair);
        if (found == null) {
            return;
        }
        int[] ordered = Arrays.copyOf(found.array(), found.size());
        Arrays.sort(ordered);
        for (int place : ordered) {
            if (tokens[place] != GONE && next[place] != END && pair(place) == pair) {
                mergeAt(place, merged, change);
            }
        }
    }

    private void mergeAt(int place, int merged, PairChange change) {
        int right = next[place];
        int after = next[right];
        int before = previous[place];
        if (before != END) {
            change.vanished(pair(before));
        }
        if (after != END) {
            change.vanished(pair(right));
            previous[after] = place;
        }
        tokens[place] = merged;
        tokens[right] = GONE;
        next[place] = after;
        if (before != END) {
            appeared(before, change);
        }
        if (after != END) {
            appeared(place, change);
        }
    }

    private void appeared(int place, PairChange change) {
        places.computeIfAbsent(pair(place), unknown -> new IdBuffer(2)).add(place);
        change.appeared(pair(place));
    }

    private long pair(int place) {
        return PairQueue.pair(tokens[place], tokens[next[place]]);
    }
}
