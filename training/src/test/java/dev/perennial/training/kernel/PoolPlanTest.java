package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.training.model.TinyModels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolPlanTest {
    /** Counts what it really takes. */
    private static final class Counted extends Pool {
        private long floats;

        @Override
        Activation take(int rows, int columns) {
            Activation taken = super.take(rows, columns);
            floats += taken.matrix().memory().length();
            return taken;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "2, 3"})
    void thePlanIsWhatAStepTakes(int batch, int threads) {
        try (Counted counted = new Counted()) {
            Threads.use(threads, () -> Workspace.forTraining(TinyModels.LONG, batch, counted));
            assertThat(Backend.CPU.workingBytes(TinyModels.LONG, batch, threads))
                    .isEqualTo(counted.floats * Float.BYTES);
        }
    }
}
