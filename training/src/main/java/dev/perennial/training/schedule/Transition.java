package dev.perennial.training.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;

/**
 * How a phase goes from one rate to another, with u in [0, 1] the part of the phase that is over.
 *
 * <p>Cosine, inverse square root and exponential are those of Ibrahim et al. 2024, one minus the root that of Haegele et al. 2024.
 * None leaves the two rates or turns back, in floating point too.
 */
public enum Transition {
    /** {@code start + (end-start) * u}. */
    LINEAR,
    /** {@code end + (start-end)/2 * (1 + cos(pi*u))}. */
    COSINE,
    /** {@code start + (end-start)/h(1) * h(u)} with {@code h(x) = 1/sqrt(1 + alpha*x) - 1}, alpha = 10. */
    INVERSE_SQUARE_ROOT,
    /** {@code start * (end/start)^u}; the end is above 0. */
    EXPONENTIAL,
    /** {@code end + (start-end) * (1 - sqrt(u))}. */
    ONE_MINUS_SQRT;

    private static final double ALPHA = 10;

    /** The rate when {@code done} tokens of {@code length} are over; both ends exactly as they are given. */
    double rate(double start, double end, long done, long length) {
        if (done <= 0) {
            return start;
        }
        if (done >= length) {
            return end;
        }
        double u = (double) done / length;
        double rate =
                switch (this) {
                    case LINEAR -> start + (end - start) * done / length;
                    case COSINE -> end + (start - end) / 2 * (1 + StrictMath.cos(StrictMath.PI * u));
                    case INVERSE_SQUARE_ROOT -> start + (end - start) / fall(1) * fall(u);
                    case EXPONENTIAL -> start * StrictMath.pow(end / start, u);
                    case ONE_MINUS_SQRT -> end + (start - end) * (1 - StrictMath.sqrt(u));
                };
        // Rounding may step over an end by one bit.
        return Math.min(Math.max(rate, Math.min(start, end)), Math.max(start, end));
    }

    private static double fall(double x) {
        return 1 / StrictMath.sqrt(1 + ALPHA * x) - 1;
    }

    /** Refuses an end that cannot be reached. */
    void requireReach(String name, double end) {
        if (this == EXPONENTIAL && end <= 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot fall exponentially: the " + name + " is never reached, got " + end
                            + ", expected above 0. Choose another curve, or a small rate.");
        }
    }

    /** In kebab case, as configurations have it. */
    @JsonValue
    @Override
    public String toString() {
        return Names.kebab(this);
    }
}
