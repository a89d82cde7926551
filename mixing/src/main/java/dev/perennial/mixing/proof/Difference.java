package dev.perennial.mixing.proof;

import java.io.Serializable;
import java.util.Comparator;

/** The place where a stream or a ledger is not what its plan says, and how. */
public record Difference(long position, Reason reason, String message) implements Serializable, Comparable<Difference> {

    /** Of several differences at one position, the first of these is named. */
    public enum Reason {
        /** A validation document stands there. */
        HELD_OUT,
        /** The row is not there, or says of itself what is not planned. */
        PLAN,
        /** The documents or tokens are not those that the plan takes. */
        CONTENT,
        /** What the plan takes is not there. */
        ABSENT,
        /** Training consumed something else. */
        CONSUMED
    }

    @Override
    public int compareTo(Difference other) {
        return Comparator.comparingLong(Difference::position)
                .thenComparing(Difference::reason)
                .thenComparing(Difference::message)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return "position " + position + ": " + message;
    }
}
