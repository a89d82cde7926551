package dev.perennial.tokenize;

import java.util.Arrays;

/** Token ids that grow in one array, reused from document to document. */
final class IdBuffer {
    private static final int ROOM = 1 << 12;

    private int[] ids;
    private int size;

    IdBuffer() {
        this(ROOM);
    }

    IdBuffer(int room) {
        ids = new int[room];
    }

    int[] array() {
        return ids;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(int id) {
        if (size == ids.length) {
            reserve(1);
        }
        ids[size++] = id;
    }

    void addAll(int[] source, int from, int count) {
        reserve(count);
        // Words have two or three tokens: a plain loop beats System.arraycopy.
        for (int i = 0; i < count; i++) {
            ids[size + i] = source[from + i];
        }
        size += count;
    }

    /**
     * Adds {@link PackedIds} without a branch on their count, from {@code from} on until a number is something else.
     *
     * @return the place of that number, or {@code to}
     */
    int addPacked(long[] numbers, int from, int to) {
        reserve(PackedIds.MOST * (to - from));
        int[] out = ids;
        int end = size;
        int place = from;
        for (; place < to && PackedIds.holds(numbers[place]); place++) {
            long packed = numbers[place];
            out[end] = (int) packed & PackedIds.MASK;
            out[end + 1] = (int) (packed >>> PackedIds.BITS) & PackedIds.MASK;
            out[end + 2] = (int) (packed >>> 2 * PackedIds.BITS) & PackedIds.MASK;
            end += PackedIds.count(packed);
        }
        size = end;
        return place;
    }

    private void reserve(int count) {
        int needed = Math.addExact(size, count);
        if (needed > ids.length) {
            ids = Arrays.copyOf(ids, Growth.atLeast(needed, ids.length));
        }
    }
}
