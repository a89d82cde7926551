package dev.perennial.training.round;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The fixed binary tree over virtual workers in which sums are taken. Floating-point addition is not associative: one tree
 * for all cluster shapes is what makes 1, 2 or 40 executors give the same bits.
 */
public final class AverageTree {
    private AverageTree() {}

    /** The workers [from, to); a leaf is one worker. */
    public record Node(int from, int to) implements Serializable {
        public boolean isLeaf() {
            return to - from == 1;
        }

        public Node left() {
            return new Node(from, middle());
        }

        public Node right() {
            return new Node(middle(), to);
        }

        /** Cuts off the largest power of two, so that aligned ranges of workers are nodes. */
        private int middle() {
            return from + Integer.highestOneBit(to - from - 1);
        }
    }

    public static Node root(int workers) {
        return new Node(0, workers);
    }

    /** The fewest nodes that make up the workers [from, to), in order: what one executor can add up alone. */
    public static List<Node> cover(Node node, int from, int to) {
        List<Node> cover = new ArrayList<>();
        collect(node, from, to, cover);
        return cover;
    }

    /** Adds up {@code node} in tree order from parts that are known, left operand first. */
    public static <T> T sum(Node node, Function<Node, T> known, BinaryOperator<T> add) {
        T here = known.apply(node);
        return here != null ? here : add.apply(sum(node.left(), known, add), sum(node.right(), known, add));
    }

    /** The workers of executor {@code rank} of {@code ranks}: contiguous, as even as can be. */
    public static Node workersOf(int rank, int ranks, int workers) {
        return new Node((int) ((long) workers * rank / ranks), (int) ((long) workers * (rank + 1) / ranks));
    }

    private static void collect(Node node, int from, int to, List<Node> cover) {
        if (node.to() <= from || to <= node.from()) {
            return;
        }
        if (from <= node.from() && node.to() <= to) {
            cover.add(node);
            return;
        }
        collect(node.left(), from, to, cover);
        collect(node.right(), from, to, cover);
    }
}
