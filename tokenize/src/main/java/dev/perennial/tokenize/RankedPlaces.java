package dev.perennial.tokenize;

import java.util.Arrays;

/**
 * The places of a word by their rank: a linked list a rank, and a bit a rank that says whether there is one. All is
 * done in constant time, but for a search among the bits.
 */
final class RankedPlaces {
    private final int[] heads;
    private final long[] occupied;
    private LinkedTokens word;
    private int firstOccupied;
    private long ranked;

    RankedPlaces(int mostRanks) {
        heads = new int[mostRanks];
        occupied = new long[mostRanks / Long.SIZE + 1];
        Arrays.fill(heads, LinkedTokens.END);
    }

    /** Begins with another word; of the last one nothing must be left, as nothing is when all merges are made. */
    void begin(LinkedTokens next) {
        word = next;
        firstOccupied = occupied.length;
        ranked = 0;
    }

    /** The smallest rank of any place, or {@link MergeTable#NEVER}. */
    int first() {
        while (firstOccupied < occupied.length) {
            if (occupied[firstOccupied] != 0) {
                return firstOccupied * Long.SIZE + Long.numberOfTrailingZeros(occupied[firstOccupied]);
            }
            firstOccupied++;
        }
        return MergeTable.NEVER;
    }

    /** The place of this rank that was put last. */
    int at(int rank) {
        return heads[rank];
    }

    /** How many places were put since {@link #begin}. */
    long ranked() {
        return ranked;
    }

    /** Puts a place that is not there; one whose pair never merges is only remembered as such. */
    void put(int place, int rank) {
        word.rank(place, rank);
        if (rank == MergeTable.NEVER) {
            return;
        }
        ranked++;
        int head = heads[rank];
        heads[rank] = place;
        word.before(place, LinkedTokens.END);
        word.after(place, head);
        if (head != LinkedTokens.END) {
            word.before(head, place);
        }
        int number = rank / Long.SIZE;
        occupied[number] |= 1L << rank;
        firstOccupied = Math.min(firstOccupied, number);
    }

    /** Takes a place away if it is there. */
    void remove(int place) {
        int rank = word.rank(place);
        if (rank == MergeTable.NEVER) {
            return;
        }
        word.rank(place, MergeTable.NEVER);
        int after = word.after(place);
        int before = word.before(place);
        if (after != LinkedTokens.END) {
            word.before(after, before);
        }
        if (before != LinkedTokens.END) {
            word.after(before, after);
            return;
        }
        heads[rank] = after;
        if (after == LinkedTokens.END) {
            occupied[rank / Long.SIZE] &= ~(1L << rank);
        }
    }
}
