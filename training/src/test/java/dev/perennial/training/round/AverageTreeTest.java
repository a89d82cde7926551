package dev.perennial.training.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.training.round.AverageTree.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AverageTreeTest {
    private static String whole(Node node) {
        return node.isLeaf() ? "" + node.from() : "(" + whole(node.left()) + "+" + whole(node.right()) + ")";
    }

    @Test
    void theTreeCutsOffPowersOfTwo() {
        assertThat(whole(AverageTree.root(1))).isEqualTo("0");
        assertThat(whole(AverageTree.root(4))).isEqualTo("((0+1)+(2+3))");
        assertThat(whole(AverageTree.root(7))).isEqualTo("(((0+1)+(2+3))+((4+5)+6))");
    }

    @Property(tries = 300)
    void howeverWorkersAreSpreadTheSumIsTakenInTheSameOrder(
            @ForAll @IntRange(min = 1, max = 40) int workers, @ForAll @IntRange(min = 1, max = 40) int executors) {
        int ranks = Math.min(workers, executors);
        Node root = AverageTree.root(workers);
        Map<Node, String> known = new HashMap<>();
        List<Integer> covered = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            Node range = AverageTree.workersOf(rank, ranks, workers);
            assertThat(range.to() - range.from()).isBetween(workers / ranks, (workers + ranks - 1) / ranks);
            for (Node node : AverageTree.cover(root, range.from(), range.to())) {
                known.put(node, whole(node));
                for (int worker = node.from(); worker < node.to(); worker++) {
                    covered.add(worker);
                }
            }
        }
        assertThat(covered).hasSize(workers).isSorted().doesNotHaveDuplicates();
        assertThat(AverageTree.<String>sum(root, known::get, (left, right) -> "(" + left + "+" + right + ")"))
                .isEqualTo(whole(root));
    }
}
