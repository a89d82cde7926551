package dev.perennial.training.plan;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;

/** A quantity that is not known before it is measured: somewhere between two numbers. */
public record Estimate(double low, double high) {
    public static final Estimate NONE = exactly(0);

    public Estimate {
        if (!(low >= 0 && low <= high)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot estimate: the range is upside down, got " + low + " to " + high
                            + ", expected zero or more, the lower number first.");
        }
    }

    public static Estimate exactly(double value) {
        return new Estimate(value, value);
    }

    /** What takes {@code amount} at this rate: longest at the lowest one. */
    public Estimate timeFor(double amount) {
        return amount == 0 ? NONE : new Estimate(amount / high, amount / low);
    }

    public Estimate plus(Estimate other) {
        return new Estimate(low + other.low, high + other.high);
    }

    public Estimate times(double factor) {
        return new Estimate(low * factor, high * factor);
    }

    public double middle() {
        return (low + high) / 2;
    }
}
