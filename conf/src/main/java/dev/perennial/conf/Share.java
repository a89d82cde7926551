package dev.perennial.conf;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;

/**
 * An exact fraction p/q in [0, 1], never a floating-point number: 5 % is 1/20.
 *
 * <p>It holds the one rule of replay: of the first {@code i} slots of a stream, {@code floor(i*p/q)} belong to the share.
 */
public record Share(long numerator, long denominator) implements java.io.Serializable {
    /** A power of ten above it is no {@code long}. */
    private static final int MOST_DECIMALS = 18;

    public static final Share NONE = new Share(0, 1);
    public static final Share ALL = new Share(1, 1);

    public Share {
        if (denominator <= 0 || numerator < 0 || numerator > denominator) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot take a share: got " + numerator + "/" + denominator + ", expected a fraction from 0 to 1.");
        }
        long divisor = BigInteger.valueOf(numerator)
                .gcd(BigInteger.valueOf(denominator))
                .longValueExact();
        numerator /= divisor;
        denominator /= divisor;
    }

    /** Reads {@code 1/20}, {@code 5 %}, {@code 0.5%} or {@code 0.05}, exactly. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Share parse(String text) {
        String trimmed = text.strip();
        try {
            int slash = trimmed.indexOf('/');
            if (slash >= 0) {
                return new Share(
                        Long.parseLong(trimmed.substring(0, slash).strip()),
                        Long.parseLong(trimmed.substring(slash + 1).strip()));
            }
            boolean percent = trimmed.endsWith("%");
            BigDecimal value = new BigDecimal(
                    percent ? trimmed.substring(0, trimmed.length() - 1).strip() : trimmed);
            BigDecimal whole = (percent ? value.movePointLeft(2) : value).stripTrailingZeros();
            int scale = Math.max(0, whole.scale());
            if (scale > MOST_DECIMALS || whole.signum() < 0 || whole.compareTo(BigDecimal.ONE) > 0) {
                throw unreadable(text, null);
            }
            return new Share(
                    whole.movePointRight(scale).longValueExact(),
                    BigInteger.TEN.pow(scale).longValueExact());
        } catch (NumberFormatException e) {
            throw unreadable(text, e);
        }
    }

    private static PerennialException unreadable(String text, Exception cause) {
        return new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot read a share: got '" + text
                        + "', expected a fraction from 0 to 1 such as 1/20, 5 % or 0.05, of at most " + MOST_DECIMALS
                        + " decimals.",
                cause);
    }

    /** {@code floor(slots*p/q)}, exactly: how many of the first {@code slots} slots belong to this share. */
    public long of(long slots) {
        long high = Math.multiplyHigh(slots, numerator);
        long low = slots * numerator;
        if (high == 0 && low >= 0) {
            return low / denominator;
        }
        return BigInteger.valueOf(slots)
                .multiply(BigInteger.valueOf(numerator))
                .divide(BigInteger.valueOf(denominator))
                .longValueExact();
    }

    /** Whether slot {@code i} belongs to this share; if so, {@code of(i)} is its position within the share. */
    public boolean holds(long slot) {
        return of(Math.addExact(slot, 1)) > of(slot);
    }

    public Share complement() {
        return new Share(denominator - numerator, denominator);
    }

    /** Whether shares are exactly a whole. */
    public static boolean addUp(Collection<Share> shares) {
        BigInteger numerator = BigInteger.ZERO;
        BigInteger denominator = BigInteger.ONE;
        for (Share share : shares) {
            BigInteger q = BigInteger.valueOf(share.denominator);
            numerator = numerator
                    .multiply(q)
                    .add(BigInteger.valueOf(share.numerator).multiply(denominator));
            denominator = denominator.multiply(q);
            BigInteger divisor = numerator.gcd(denominator);
            numerator = numerator.divide(divisor);
            denominator = denominator.divide(divisor);
        }
        return numerator.equals(denominator);
    }

    /** Both together, which must not be more than a whole. */
    public Share plus(Share other) {
        BigInteger p = BigInteger.valueOf(numerator)
                .multiply(BigInteger.valueOf(other.denominator))
                .add(BigInteger.valueOf(other.numerator).multiply(BigInteger.valueOf(denominator)));
        BigInteger q = BigInteger.valueOf(denominator).multiply(BigInteger.valueOf(other.denominator));
        if (p.compareTo(q) > 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot add the shares " + this + " and " + other + ": got more than 1, expected at most 1.");
        }
        return reduced(p, q, "Cannot add the shares " + this + " and " + other);
    }

    /** This share of another share. */
    public Share within(Share whole) {
        return reduced(
                BigInteger.valueOf(numerator).multiply(BigInteger.valueOf(whole.numerator)),
                BigInteger.valueOf(denominator).multiply(BigInteger.valueOf(whole.denominator)),
                "Cannot take " + this + " of " + whole);
    }

    private static Share reduced(BigInteger p, BigInteger q, String attempt) {
        BigInteger divisor = p.gcd(q);
        try {
            return new Share(
                    p.divide(divisor).longValueExact(), q.divide(divisor).longValueExact());
        } catch (ArithmeticException e) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    attempt + ": the result is no fraction of 64-bit numbers. Write the shares with fewer digits.",
                    e);
        }
    }

    public boolean isNone() {
        return numerator == 0;
    }

    /** For people only: computing with it would give up exactness. */
    public double approximately() {
        return (double) numerator / denominator;
    }

    /** As a percentage with as few digits as needed, for people. */
    public String percent() {
        return new BigDecimal(numerator)
                        .movePointRight(2)
                        .divide(new BigDecimal(denominator), new java.math.MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    @JsonValue
    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
