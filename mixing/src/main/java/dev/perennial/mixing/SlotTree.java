package dev.perennial.mixing;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.mixing.SlotPlan.Branch;
import dev.perennial.mixing.SlotPlan.Group;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The nest of binary splits by which a {@link SlotPlan} gives slots to parts: a Huffman tree in which the heavier branch of
 * each fork stands on the other side than the fork itself.
 *
 * <p>A split of n slots rounds what it takes down and what it leaves up, by less than one slot, and a branch passes its part of
 * that on to each of its own. Weights double every two levels of a Huffman tree, and where they do not double at once the sides
 * alternate and the roundings oppose each other; so what any part inherits, in either direction, is below 1 + 1/2 + 1/4 + ...
 * Groups are trees within the tree, so that a group keeps to its share as a part does. Where that would take a part further than
 * two slots from its share, which needs one heavy branch within another four times over, the groups are dissolved into their parts.
 */
sealed interface SlotTree extends Serializable {
    /** Roundings are less than a slot each, so that what is at most this is in truth below it. */
    double LIMIT = 2;

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

    /** The tree over {@code leaves}, those of replays first; the branches say how the other leaves are grouped. */
    static SlotTree of(List<Leaf> replays, List<? extends Branch> branches, List<Leaf> leaves) {
        SlotTree nested = joined(replays, grouped(branches, leaves.iterator()));
        return nested.worst(0, 0) <= LIMIT ? nested : joined(replays, leaves);
    }

    private static SlotTree joined(List<Leaf> replays, List<? extends SlotTree> fresh) {
        if (replays.isEmpty() || fresh.isEmpty()) {
            return turned(heavierTaken(replays.isEmpty() ? fresh : replays), Side.REST);
        }
        return Fork.of(turned(heavierTaken(replays), Side.TAKEN), turned(heavierTaken(fresh), Side.REST));
    }

    private static List<SlotTree> grouped(List<? extends Branch> branches, Iterator<Leaf> leaves) {
        List<SlotTree> trees = new ArrayList<>();
        for (Branch branch : branches) {
            trees.add(branch instanceof Group group ? heavierTaken(grouped(group.branches(), leaves)) : leaves.next());
        }
        return trees;
    }

    private static SlotTree heavierTaken(List<? extends SlotTree> branches) {
        PriorityQueue<SlotTree> lightest = new PriorityQueue<>(
                Comparator.comparing(SlotTree::weight).thenComparing(SlotTree::first, Comparator.reverseOrder()));
        lightest.addAll(branches);
        while (lightest.size() > 1) {
            SlotTree lighter = lightest.remove();
            SlotTree heavier = lightest.remove();
            lightest.add(Fork.of(heavier, lighter));
        }
        return lightest.remove();
    }

    /** How far at most any part within is from its share, if this branch has up to so many slots too few or too many. */
    default double worst(double few, double many) {
        if (!(this instanceof Fork fork)) {
            return Math.max(few, many);
        }
        double taken = fork.share().approximately();
        return Math.max(
                fork.taken().worst(taken * few + 1, taken * many),
                fork.rest().worst((1 - taken) * few, (1 - taken) * many + 1));
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
