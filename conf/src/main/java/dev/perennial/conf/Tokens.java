package dev.perennial.conf;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/** A count of tokens, the unit in which all lengths are configured. */
public record Tokens(@JsonValue long count) implements Comparable<Tokens>, java.io.Serializable {
    private static final Map<Character, Integer> POWERS = Map.of('k', 3, 'm', 6, 'b', 9, 't', 12);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Tokens {
        if (count < 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION, "Cannot count tokens: got " + count + ", expected zero or more.");
        }
    }

    /** Reads {@code 600000}, {@code 600k}, {@code 1.5M}, {@code 300B} or {@code 1.1T}. */
    public static Tokens parse(String text) {
        String trimmed = text.strip().replace("_", "").toLowerCase(Locale.ROOT);
        Integer power = trimmed.isEmpty() ? null : POWERS.get(trimmed.charAt(trimmed.length() - 1));
        String digits = power == null ? trimmed : trimmed.substring(0, trimmed.length() - 1);
        try {
            return new Tokens(new BigDecimal(digits.strip())
                    .movePointRight(power == null ? 0 : power)
                    .longValueExact());
        } catch (NumberFormatException | ArithmeticException e) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot read a number of tokens: got '" + text
                            + "', expected a whole number, or one with k, M, B or T.",
                    e);
        }
    }

    /** The whole sequences of {@code context} tokens that fit. */
    public Sequences sequences(int context) {
        return new Sequences(count / context);
    }

    @Override
    public int compareTo(Tokens other) {
        return Long.compare(count, other.count);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
