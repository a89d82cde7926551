package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.training.model.TinyModels;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {
    private final BackendRun run = new BackendRun(TinyModels.SQUARE, Backend.CPU);
    private final FloatMemory gradient = FloatMemory.of(run.gradients);

    /** The bits of every gradient and of the loss. */
    private int[] step(Pool pool, Batch batch) {
        try (KernelBackend backend = backend(pool)) {
            run.gradients.assign(Float.NaN);
            double loss = backend.lossAndGradient(batch);
            assertThat(loss).isFinite();
            float[] gradients = run.gradients.data().asFloat();
            int[] bits = new int[gradients.length + 1];
            for (int i = 0; i < gradients.length; i++) {
                bits[i] = Float.floatToRawIntBits(gradients[i]);
            }
            bits[gradients.length] = Float.floatToRawIntBits((float) loss);
            return bits;
        }
    }

    private KernelBackend backend(Pool pool) {
        return new CpuBackend(run.model, FloatMemory.of(run.parameters), gradient, pool);
    }

    private void lendsWithoutHarm(Pool pool, int sequences) {
        Batch plain = Batch.plain(run.ids(sequences), run.labels(sequences), sequences);
        Batch dropped = run.documentsWithDropout(sequences);

        assertThat(Arrays.equals(step(pool, plain), step(new Keeping(), plain))).isTrue();
        assertThat(Arrays.equals(step(pool, dropped), step(new Keeping(), dropped)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 20})
    void aStepOverWhatThereWasInTheGradientGivesTheSameBits(int sequences) {
        lendsWithoutHarm(new Pool(gradient), sequences);
    }

    static Stream<String> pieces() {
        return Pieces.forTraining(TinyModels.SQUARE, 1, 1).stream()
                .filter(piece -> piece.unwritten() >= piece.length())
                .map(Piece::name);
    }

    /** As near to what is written too early as may be. */
    @ParameterizedTest
    @MethodSource("pieces")
    void eachPieceMayLieAtTheEndOfWhatIsUnwritten(String name) {
        lendsWithoutHarm(new Last(gradient, name), 1);
    }

    /** All but the gradient of the residual, scores, and what there is no room for. */
    @Test
    void mostOfASmallBatchCostsNothing() {
        PoolPlan plan = new PoolPlan();
        plan.layOut(Pieces.forTraining(TinyModels.SQUARE, 1, 1));

        long residual = 64 * 64;
        assertThat(plan.floats()).isEqualTo(3 * residual);
    }

    /** Lends nothing. */
    private static final class Keeping extends Pool {
        Keeping() {
            super(null);
        }

        @Override
        Activation lend(Piece piece, long from) {
            return take(piece);
        }
    }

    /** Lends to one piece only. */
    private static final class Last extends Pool {
        private final String name;

        Last(FloatMemory gradient, String name) {
            super(gradient);
            this.name = name;
        }

        @Override
        Activation lend(Piece piece, long from) {
            return piece.name().equals(name) ? super.lend(piece, piece.unwritten() - piece.length()) : take(piece);
        }
    }
}
