package dev.perennial.tokenize;

import java.util.Arrays;
import java.util.List;

/** Which two neighbouring tokens merge, into what, and how early: a smaller rank merges first. */
final class MergeTable {
    /** The rank of a pair that never merges, larger than all others. */
    static final int NEVER = Integer.MAX_VALUE;

    private static final long FREE = -1;

    private final long[] pairs;
    private final int[] ranks;
    private final int[] merged;
    private final int[] rankOfBytes = new int[ByteAlphabet.SIZE * ByteAlphabet.SIZE];
    private final int mask;

    /** One merge of the list, in the order of ranks. */
    record Merge(int left, int right, int result) {}

    MergeTable(List<Merge> merges, Vocabulary vocabulary) {
        int capacity = Integer.highestOneBit(Math.max(4, merges.size())) * 4;
        pairs = new long[capacity];
        ranks = new int[capacity];
        merged = new int[merges.size()];
        mask = capacity - 1;
        Arrays.fill(pairs, FREE);
        for (int rank = 0; rank < merges.size(); rank++) {
            Merge merge = merges.get(rank);
            int slot = slotOf(pair(merge.left(), merge.right()));
            pairs[slot] = pair(merge.left(), merge.right());
            ranks[slot] = rank;
            merged[rank] = merge.result();
        }
        fillRanksOfBytes(vocabulary);
    }

    private void fillRanksOfBytes(Vocabulary vocabulary) {
        for (int left = 0; left < ByteAlphabet.SIZE; left++) {
            for (int right = 0; right < ByteAlphabet.SIZE; right++) {
                rankOfBytes[left << Byte.SIZE | right] =
                        rank(vocabulary.idOfByte((byte) left), vocabulary.idOfByte((byte) right));
            }
        }
    }

    /** The number of merges: ranks are smaller. */
    int size() {
        return merged.length;
    }

    int rank(int left, int right) {
        int slot = slotOf(pair(left, right));
        // Most pairs never merge: they are answered without a look at the second array.
        return pairs[slot] == FREE ? NEVER : ranks[slot];
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
        while (pairs[slot] != pair && pairs[slot] != FREE) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static long pair(int left, int right) {
        return (long) left << Integer.SIZE | right & 0xFFFF_FFFFL;
    }
}
