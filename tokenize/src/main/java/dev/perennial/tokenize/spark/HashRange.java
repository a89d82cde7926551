package dev.perennial.tokenize.spark;

import java.io.Serializable;

/** The texts of one shard: those whose hash begins with 32 bits in {@code [from, to)}. */
record HashRange(long from, long to) implements Serializable {

    /** Of shard {@code index} of {@code shards}: where {@code floor(bits * shards / 2^32)} is the index. */
    static HashRange of(int index, int shards) {
        return new HashRange(first(index, shards), first(index + 1, shards));
    }

    private static long first(int index, int shards) {
        return (((long) index << Integer.SIZE) + shards - 1) / shards;
    }

    boolean overlaps(HashRange other) {
        return from < other.to && other.from < to;
    }
}
