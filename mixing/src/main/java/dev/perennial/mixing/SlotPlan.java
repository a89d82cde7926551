package dev.perennial.mixing;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives every slot of a stream to one part, at exact shares, in closed form both ways.
 *
 * <p>The parts form a chain of binary splits: the first part takes slot i iff {@code floor((i+1)p/q) > floor(ip/q)}; what it
 * leaves is numbered anew and offered to the second, and so on. For two parts no prefix is more than one sequence from its
 * share; for any nesting it is below two.
 */
public final class SlotPlan implements Serializable {
    private final List<String> names;
    private final Share[] conditional;

    private SlotPlan(List<String> names, Share[] conditional) {
        this.names = names;
        this.conditional = conditional;
    }

    /** A part and its share of the whole stream. */
    public record Part(String name, Share share) implements Serializable {}

    /** The part and the index within it that a slot holds. */
    public record Slot(int part, long index) {}

    public static SlotPlan of(List<Part> parts) {
        BigInteger restNumerator = BigInteger.ONE;
        BigInteger restDenominator = BigInteger.ONE;
        List<String> names = new ArrayList<>();
        Share[] conditional = new Share[parts.size()];
        for (int k = 0; k < parts.size(); k++) {
            Share share = parts.get(k).share();
            BigInteger p = BigInteger.valueOf(share.numerator());
            BigInteger q = BigInteger.valueOf(share.denominator());
            names.add(parts.get(k).name());
            conditional[k] = restNumerator.signum() == 0
                    ? Share.NONE
                    : ratio(p.multiply(restDenominator), q.multiply(restNumerator), parts);
            restNumerator = restNumerator.multiply(q).subtract(p.multiply(restDenominator));
            restDenominator = restDenominator.multiply(q);
            BigInteger divisor = restNumerator.gcd(restDenominator);
            restNumerator = restNumerator.divide(divisor);
            restDenominator = restDenominator.divide(divisor);
        }
        if (restNumerator.signum() != 0) {
            throw unbalanced(parts);
        }
        return new SlotPlan(List.copyOf(names), conditional);
    }

    public List<String> names() {
        return names;
    }

    public Slot at(long slot) {
        long rest = slot;
        for (int part = 0; part < conditional.length; part++) {
            if (conditional[part].holds(rest)) {
                return new Slot(part, conditional[part].of(rest));
            }
            rest -= conditional[part].of(rest);
        }
        throw new IllegalStateException("the last part takes every slot that is offered to it");
    }

    /** How many of the first {@code slots} slots hold {@code part}. */
    public long count(int part, long slots) {
        long rest = slots;
        for (int before = 0; before < part; before++) {
            rest -= conditional[before].of(rest);
        }
        return conditional[part].of(rest);
    }

    /** The slot that holds element {@code index} of {@code part}: the inverse of {@link #at}. */
    public long slot(int part, long index) {
        long slot = taken(conditional[part], index);
        for (int before = part - 1; before >= 0; before--) {
            slot = left(conditional[before], slot);
        }
        return slot;
    }

    /** The slot of the {@code index}-th that a share takes: ceil((index+1)q/p) - 1. */
    private static long taken(Share share, long index) {
        BigInteger scaled = BigInteger.valueOf(index + 1).multiply(BigInteger.valueOf(share.denominator()));
        BigInteger p = BigInteger.valueOf(share.numerator());
        return scaled.add(p).subtract(BigInteger.ONE).divide(p).longValueExact() - 1;
    }

    /** The slot of the {@code index}-th that a share leaves: floor(index*q/(q-p)). */
    private static long left(Share share, long index) {
        return BigInteger.valueOf(index)
                .multiply(BigInteger.valueOf(share.denominator()))
                .divide(BigInteger.valueOf(share.denominator() - share.numerator()))
                .longValueExact();
    }

    private static Share ratio(BigInteger numerator, BigInteger denominator, List<Part> parts) {
        BigInteger divisor = numerator.gcd(denominator);
        if (numerator.compareTo(denominator) > 0) {
            throw unbalanced(parts);
        }
        return new Share(
                numerator.divide(divisor).longValueExact(),
                denominator.divide(divisor).longValueExact());
    }

    private static PerennialException unbalanced(List<Part> parts) {
        String shares = String.join(
                " + ",
                parts.stream().map(part -> part.name() + " " + part.share()).toList());
        return new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot mix: the shares do not add up, got " + shares + ", expected exactly 1.");
    }
}
