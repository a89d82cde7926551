package dev.perennial.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.TinyModels;
import dev.perennial.training.round.RoundPlan;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final long VECTOR = ParameterLayout.of(TinyModels.LONG).total() * Float.BYTES;

    private static MemoryPlan plan(int workers, int tasks) {
        return MemoryPlan.of(TinyModels.LONG, new RoundPlan(workers, 1, 2), tasks);
    }

    @Test
    void aLoneWorkerNeedsNoCopyOfItsModel() {
        assertThat(plan(1, 1).model()).isEqualTo(4 * VECTOR);
        assertThat(plan(1, 1).copies()).isZero();
        assertThat(plan(1, 1).exchange()).isZero();
        assertThat(plan(4, 4).copies()).isZero();
    }

    /** The round's start, and as many sums as stand at once when the tree is added up from the left. */
    @Test
    void severalWorkersOfATaskKeepTheStartAndRunningSums() {
        assertThat(plan(2, 1).copies()).isEqualTo(3 * 3 * VECTOR);
        assertThat(plan(4, 1).copies()).isEqualTo(4 * 3 * VECTOR);
        assertThat(plan(3, 2).copies()).isEqualTo(3 * 3 * VECTOR);
    }

    @Test
    void tasksReceiveEachOthersSlices() {
        assertThat(plan(4, 4).exchange()).isEqualTo(3 * (VECTOR / 4));
        assertThat(plan(4, 2).exchange()).isEqualTo(VECTOR / 2);
    }
}
