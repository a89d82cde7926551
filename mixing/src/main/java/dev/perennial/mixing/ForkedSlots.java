package dev.perennial.mixing;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.mixing.SlotTree.Fork;
import dev.perennial.mixing.SlotTree.Leaf;
import dev.perennial.mixing.SlotTree.Side;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A mixture that stays the same: the slots of one tree of forks.
 *
 * <p>Parts are split off by one rule: of the slots that reach a fork, slot i is taken iff {@code floor((i+1)p/q) > floor(ip/q)};
 * what is left is numbered anew. What is replayed is split off first, so that the rule holds for it in the stream's own positions.
 */
final class ForkedSlots implements SlotPlan {
    private final List<String> names;
    private final SlotTree tree;
    private final List<List<Turn>> paths;

    private ForkedSlots(List<String> names, SlotTree tree) {
        this.names = names;
        this.tree = tree;
        this.paths = new ArrayList<>();
        names.forEach(name -> paths.add(List.of()));
        walk(tree, List.of());
    }

    /** One step from the root towards a part. */
    private record Turn(Share share, Side side) implements Serializable {}

    static ForkedSlots of(List<Part> replays, List<? extends Branch> fresh) {
        List<Part> parts = new ArrayList<>(replays);
        parts.addAll(SlotPlan.parts(fresh));
        List<Leaf> leaves = leaves(parts);
        SlotTree tree =
                SlotTree.of(leaves.subList(0, replays.size()), fresh, leaves.subList(replays.size(), leaves.size()));
        return new ForkedSlots(parts.stream().map(Part::name).toList(), tree);
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public Slot at(long slot) {
        SlotTree node = tree;
        long index = slot;
        while (node instanceof Fork fork) {
            long before = fork.share().of(index);
            boolean taken = fork.share().holds(index);
            index = taken ? before : index - before;
            node = taken ? fork.taken() : fork.rest();
        }
        return new Slot(((Leaf) node).part(), index);
    }

    @Override
    public long count(int part, long slots) {
        long count = slots;
        for (Turn turn : paths.get(part)) {
            long taken = turn.share().of(count);
            count = turn.side() == Side.TAKEN ? taken : count - taken;
        }
        return count;
    }

    @Override
    public long slot(int part, long index) {
        List<Turn> path = paths.get(part);
        long slot = index;
        for (int i = path.size() - 1; i >= 0; i--) {
            Share share = path.get(i).share();
            slot = path.get(i).side() == Side.TAKEN ? taken(share, slot) : left(share, slot);
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

    private void walk(SlotTree node, List<Turn> path) {
        if (node instanceof Leaf leaf) {
            paths.set(leaf.part(), path);
        } else if (node instanceof Fork fork) {
            walk(fork.taken(), then(path, new Turn(fork.share(), Side.TAKEN)));
            walk(fork.rest(), then(path, new Turn(fork.share(), Side.REST)));
        }
    }

    private static List<Turn> then(List<Turn> path, Turn turn) {
        List<Turn> longer = new ArrayList<>(path);
        longer.add(turn);
        return longer;
    }

    /** The parts with whole numbers for shares: their numerators over the common denominator. */
    private static List<Leaf> leaves(List<Part> parts) {
        BigInteger common = BigInteger.ONE;
        for (Part part : parts) {
            BigInteger q = BigInteger.valueOf(part.share().denominator());
            common = common.divide(common.gcd(q)).multiply(q);
        }
        List<Leaf> leaves = new ArrayList<>();
        BigInteger sum = BigInteger.ZERO;
        for (Part part : parts) {
            BigInteger weight = BigInteger.valueOf(part.share().numerator())
                    .multiply(common.divide(BigInteger.valueOf(part.share().denominator())));
            leaves.add(new Leaf(leaves.size(), weight));
            sum = sum.add(weight);
        }
        if (!sum.equals(common)) {
            throw unbalanced(parts);
        }
        return leaves;
    }

    private static PerennialException unbalanced(List<Part> parts) {
        String shares = parts.isEmpty()
                ? "none"
                : parts.stream().map(part -> part.name() + " " + part.share()).collect(Collectors.joining(" + "));
        return new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot mix: the shares do not add up, got " + shares + ", expected exactly 1.");
    }
}
