package dev.perennial.tokenize;

import java.util.Arrays;

/** A priority queue of longs, the smallest first, without an object an entry. */
final class LongHeap {
    private long[] entries = new long[256];
    private int size;
    private long offered;

    void clear() {
        size = 0;
        offered = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many entries came since {@link #clear}. */
    long offered() {
        return offered;
    }

    void offer(long entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Growth.atLeast(size + 1, size));
        }
        offered++;
        int hole = size++;
        while (hole > 0 && entries[hole - 1 >>> 1] > entry) {
            entries[hole] = entries[hole - 1 >>> 1];
            hole = hole - 1 >>> 1;
        }
        entries[hole] = entry;
    }

    long poll() {
        long smallest = entries[0];
        long last = entries[--size];
        int hole = 0;
        int child = smallerChild(hole);
        while (child < size && entries[child] < last) {
            entries[hole] = entries[child];
            hole = child;
            child = smallerChild(hole);
        }
        entries[hole] = last;
        return smallest;
    }

    private int smallerChild(int parent) {
        int left = 2 * parent + 1;
        return left + 1 < size && entries[left + 1] < entries[left] ? left + 1 : left;
    }
}
