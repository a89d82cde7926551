package dev.perennial.mixing.proof;

import java.io.Serializable;

/** The place where a stream or a ledger is not what its plan says, and how. */
public record Difference(long position, String message) implements Serializable, Comparable<Difference> {
    @Override
    public int compareTo(Difference other) {
        return Long.compare(position, other.position);
    }

    @Override
    public String toString() {
        return "position " + position + ": " + message;
    }
}
