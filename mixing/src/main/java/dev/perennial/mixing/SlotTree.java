package dev.perennial.mixing;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The nest of binary splits by which a {@link SlotPlan} gives slots to parts: a Huffman tree in which the heavier branch of
 * each fork stands on the other side than the fork itself.
 *
 * <p>A split of n slots rounds what it takes down and what it leaves up, by less than one slot, and a branch passes its part of
 * that on to each of its own. Weights double every two levels of a Huffman tree, and where they do not double at once the sides
 * alternate and the roundings oppose each other; so what any part inherits, in either direction, is below 1 + 1/2 + 1/4 + ...
 */
sealed interface SlotTree extends Serializable {
    BigInteger weight();

    /** The lowest part within: makes the tree the same whatever the sort does with equal weights. */
    int first();

    /** A part of the mixture. */
    record Leaf(int part, BigInteger weight) implements SlotTree {
        @Override
        public int first() {
            return part;
        }
    }

    /** {@code share} of the slots that reach it go to {@code taken}, what is left goes to {@code rest}. */
    record Fork(SlotTree taken, SlotTree rest, Share share) implements SlotTree {
        static Fork of(SlotTree taken, SlotTree rest) {
            return new Fork(taken, rest, ratio(taken.weight(), taken.weight().add(rest.weight())));
        }

        @Override
        public BigInteger weight() {
            return taken.weight().add(rest.weight());
        }

        @Override
        public int first() {
            return Math.min(taken.first(), rest.first());
        }
    }

    /** Where a branch stands in its fork. */
    enum Side {
        TAKEN,
        REST
    }

    /** The tree over some parts, which itself stands at the rest of a replay, or alone. */
    static SlotTree over(List<Leaf> parts) {
        PriorityQueue<SlotTree> lightest = new PriorityQueue<>(
                Comparator.comparing(SlotTree::weight).thenComparing(SlotTree::first, Comparator.reverseOrder()));
        lightest.addAll(parts);
        while (lightest.size() > 1) {
            SlotTree lighter = lightest.remove();
            SlotTree heavier = lightest.remove();
            lightest.add(Fork.of(heavier, lighter));
        }
        return turned(lightest.remove(), Side.REST);
    }

    /** Turns forks, which come with the heavier branch taken, so that sides alternate along heavy branches. */
    private static SlotTree turned(SlotTree tree, Side side) {
        if (!(tree instanceof Fork fork)) {
            return tree;
        }
        SlotTree heavier = fork.taken();
        SlotTree lighter = fork.rest();
        return switch (side) {
            case REST -> Fork.of(turned(heavier, Side.TAKEN), turned(lighter, Side.REST));
            case TAKEN -> Fork.of(turned(lighter, Side.TAKEN), turned(heavier, Side.REST));
        };
    }

    private static Share ratio(BigInteger part, BigInteger whole) {
        if (part.signum() == 0) {
            return Share.NONE;
        }
        BigInteger divisor = part.gcd(whole);
        try {
            return new Share(
                    part.divide(divisor).longValueExact(), whole.divide(divisor).longValueExact());
        } catch (ArithmeticException e) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot mix: the shares have no common denominator of 64 bits. Write them with fewer digits.",
                    e);
        }
    }
}
