package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.training.model.TinyModels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolPlanTest {
    /** Counts what it really takes. */
    private static final class Counted extends Pool {
        private long floats;

        Counted(FloatMemory gradient) {
            super(gradient);
        }

        @Override
        Activation take(Piece piece) {
            Activation taken = super.take(piece);
            floats += taken.matrix().memory().length();
            return taken;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "2, 3"})
    void thePlanIsWhatAStepTakes(int batch, int threads) {
        FloatMemory gradient = FloatMemory.allocate(TinyModels.parameters(TinyModels.LONG));
        try (Counted counted = new Counted(gradient)) {
            Threads.use(threads, () -> Workspace.forTraining(TinyModels.LONG, batch, counted));
            assertThat(Backend.CPU.workingBytes(TinyModels.LONG, batch, threads))
                    .isEqualTo(counted.floats * Float.BYTES);
        } finally {
            gradient.free();
        }
    }
}
