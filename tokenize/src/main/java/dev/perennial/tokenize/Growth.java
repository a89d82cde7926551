package dev.perennial.tokenize;

/** How far an array grows: to half as much again, or what is needed, within what Java can hold. */
final class Growth {
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private Growth() {}

    static int atLeast(int needed, int length) {
        long grown = length + (long) (length >> 1);
        return (int) Math.max(needed, Math.min(grown, LARGEST));
    }
}
