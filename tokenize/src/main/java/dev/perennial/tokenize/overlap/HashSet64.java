package dev.perennial.tokenize.overlap;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * A set of 64-bit hashes in one flat array, whose every member has a slot of its own: 16 to 32 bytes a hash, and one look into
 * memory for most that are not there.
 */
public final class HashSet64 implements Serializable {
    private static final int FEWEST_SLOTS = 1 << 6;

    /** 0 marks a free slot, so the hash 0 is taken for 1. */
    private long[] slots = new long[FEWEST_SLOTS];

    private int size;

    public int size() {
        return size;
    }

    /** The bound of {@link #slotOf}; it grows with the set. */
    public int slots() {
        return slots.length;
    }

    public void add(long hash) {
        long key = key(hash);
        int slot = seek(key);
        if (slots[slot] == 0) {
            slots[slot] = key;
            size++;
            if (size > slots.length / 2) {
                grow();
            }
        }
    }

    /** Where a hash stands in a set that no longer grows, or -1. */
    public int slotOf(long hash) {
        long key = key(hash);
        int slot = seek(key);
        return slots[slot] == key ? slot : -1;
    }

    /** The hashes, in no order. */
    public long[] toArray() {
        return LongStream.of(slots).filter(key -> key != 0).toArray();
    }

    private int seek(long key) {
        int mask = slots.length - 1;
        int slot = (int) (key >>> Integer.SIZE) & mask;
        while (slots[slot] != 0 && slots[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[2 * before.length];
        Arrays.stream(before).filter(key -> key != 0).forEach(key -> slots[seek(key)] = key);
    }

    private static long key(long hash) {
        return hash == 0 ? 1 : hash;
    }
}
