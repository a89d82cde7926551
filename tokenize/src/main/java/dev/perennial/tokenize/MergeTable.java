package dev.perennial.tokenize;

import java.util.Arrays;
import java.util.List;

/**
 * Which two neighbouring tokens merge, into what, and how early: a smaller rank merges first.
 *
 * <p>A pair and its rank share one long, so that a question is one look into memory.
 */
final class MergeTable {
    /** The rank of a pair that never merges, larger than all others. */
    static final int NEVER = Integer.MAX_VALUE;

    /** Token ids must be smaller. */
    static final int MOST_TOKENS = 1 << 19;

    /** Ranks must be smaller. */
    static final int MOST_MERGES = 1 << 25;

    private static final int TOKEN_BITS = 19;
    private static final int RANK_BITS = 25;
    private static final long FREE = -1;

    private final long[] entries;
    private final int[] merged;
    private final int[] rankOfBytes = new int[ByteAlphabet.SIZE * ByteAlphabet.SIZE];
    private final int mask;

    /** One merge of the list, in the order of ranks. */
    record Merge(int left, int right, int result) {}

    MergeTable(List<Merge> merges, Vocabulary vocabulary) {
        int capacity = Integer.highestOneBit(Math.max(4, merges.size())) * 4;
        entries = new long[capacity];
        merged = new int[merges.size()];
        mask = capacity - 1;
        Arrays.fill(entries, FREE);
        for (int rank = 0; rank < merges.size(); rank++) {
            Merge merge = merges.get(rank);
            long pair = pair(merge.left(), merge.right());
            entries[slotOf(pair)] = pair << RANK_BITS | rank;
            merged[rank] = merge.result();
        }
        fillRanksOfBytes(vocabulary);
    }

    private void fillRanksOfBytes(Vocabulary vocabulary) {
        for (int left = 0; left < ByteAlphabet.SIZE; left++) {
            for (int right = 0; right < ByteAlphabet.SIZE; right++) {
                int leftId = vocabulary.idOfByte((byte) left);
                int rightId = vocabulary.idOfByte((byte) right);
                boolean known = leftId != Vocabulary.NONE && rightId != Vocabulary.NONE;
                rankOfBytes[left << Byte.SIZE | right] = known ? rank(leftId, rightId) : NEVER;
            }
        }
    }

    /** The number of merges: ranks are smaller. */
    int size() {
        return merged.length;
    }

    int rank(int left, int right) {
        long entry = entries[slotOf(pair(left, right))];
        return entry == FREE ? NEVER : (int) entry & MOST_MERGES - 1;
    }

    /** The rank of two bytes' tokens: every word begins with these questions, so they have a table of their own. */
    int rankOfBytes(byte left, byte right) {
        return rankOfBytes[(left & 0xFF) << Byte.SIZE | right & 0xFF];
    }

    /** The token that the merge of this rank makes. */
    int merged(int rank) {
        return merged[rank];
    }

    private int slotOf(long pair) {
        int slot = Spread.of(pair) & mask;
        while (entries[slot] != FREE && entries[slot] >>> RANK_BITS != pair) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static long pair(int left, int right) {
        return (long) left << TOKEN_BITS | right;
    }
}
