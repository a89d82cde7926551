package dev.perennial.conf;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A count of sequences: rows of a stream, each {@code context} tokens and one more to predict. */
public record Sequences(@JsonValue long count) implements Comparable<Sequences>, java.io.Serializable {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Sequences {
        if (count < 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION, "Cannot count sequences: got " + count + ", expected zero or more.");
        }
    }

    public Tokens tokens(int context) {
        return new Tokens(Math.multiplyExact(count, (long) context));
    }

    @Override
    public int compareTo(Sequences other) {
        return Long.compare(count, other.count);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
