package dev.perennial.tokenize;

import java.util.Arrays;

/**
 * Numbers distinct byte sequences in the order of their arrival, in a few flat arrays: millions of words without an
 * object each.
 */
final class ByteSequences {
    private static final int FREE = -1;
    private static final int FEWEST_SLOTS = 1 << 10;

    private byte[] bytes = new byte[1 << 12];
    private int[] ends = new int[FEWEST_SLOTS];
    private int[] slots = new int[FEWEST_SLOTS];
    private int size;

    ByteSequences() {
        Arrays.fill(slots, FREE);
    }

    int size() {
        return size;
    }

    /** The number of a sequence, or -1 where it was never added. */
    int find(byte[] text, int from, int to) {
        return slots[slotOf(text, from, to)];
    }

    /** The number of a sequence, which is new and equals the former {@link #size} where it was never added before. */
    int add(byte[] text, int from, int to) {
        int slot = slotOf(text, from, to);
        if (slots[slot] != FREE) {
            return slots[slot];
        }
        slots[slot] = size;
        append(text, from, to);
        if (2 * size > slots.length) {
            rehash();
        }
        return size - 1;
    }

    int length(int number) {
        return ends[number] - start(number);
    }

    byte[] get(int number) {
        return Arrays.copyOfRange(bytes, start(number), ends[number]);
    }

    /** Orders two sequences by their bytes, taken as unsigned. */
    int compare(int left, int right) {
        return Arrays.compareUnsigned(bytes, start(left), ends[left], bytes, start(right), ends[right]);
    }

    private int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    private void append(byte[] text, int from, int to) {
        int start = start(size);
        int end = Math.addExact(start, to - from);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Growth.atLeast(end, bytes.length));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        System.arraycopy(text, from, bytes, start, to - from);
        ends[size++] = end;
    }

    private int slotOf(byte[] text, int from, int to) {
        int mask = slots.length - 1;
        int slot = hash(text, from, to) & mask;
        while (slots[slot] != FREE && !holds(slots[slot], text, from, to)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean holds(int number, byte[] text, int from, int to) {
        return Arrays.equals(bytes, start(number), ends[number], text, from, to);
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, FREE);
        for (int number = 0; number < size; number++) {
            slots[slotOf(bytes, start(number), ends[number])] = number;
        }
    }

    private static int hash(byte[] text, int from, int to) {
        long hash = 0;
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            hash = Spread.of(hash, EightBytes.at(text, i));
        }
        for (; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return Spread.of(hash, to - from);
    }
}
