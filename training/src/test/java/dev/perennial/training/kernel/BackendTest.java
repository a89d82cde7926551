package dev.perennial.training.kernel;

import static dev.perennial.training.kernel.BackendRun.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.PerennialException;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import dev.perennial.training.model.TinyModels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BackendTest {
    @ParameterizedTest
    @MethodSource("dev.perennial.training.kernel.BackendRun#models")
    void bothBackendsAgreeOnLossAndGradient(GptNeoX model) {
        BackendRun cpu = new BackendRun(model, Backend.CPU);
        BackendRun nd4j = new BackendRun(model, Backend.ND4J);

        assertThat(cpu.lossAndGradient(3)).isCloseTo(nd4j.lossAndGradient(3), within(1e-5));
        cpu.assertGradientsNear(nd4j);
    }

    @ParameterizedTest
    @MethodSource("dev.perennial.training.kernel.BackendRun#models")
    void bothBackendsAgreeOnTheLossOfEachToken(GptNeoX model) {
        float[] cpu = new BackendRun(model, Backend.CPU).losses(2);
        float[] nd4j = new BackendRun(model, Backend.ND4J).losses(2);

        assertThat(largestDifference(cpu, nd4j)).isLessThan(2e-5);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theLikeliestTokenIsTheOneOfTheLowestLoss(Backend backend) {
        BackendRun run = new BackendRun(TinyModels.ODD, backend);
        int tokens = TinyModels.ODD.context();
        float[] lowest = new float[tokens];
        int[] likeliest = new int[tokens];
        Arrays.fill(lowest, Float.POSITIVE_INFINITY);
        int[] found = new int[tokens];
        for (int label = 0; label < TinyModels.ODD.vocabulary(); label++) {
            int[] labels = new int[tokens];
            Arrays.fill(labels, label);
            float[] nats = new float[tokens];
            boolean[] flags = new boolean[tokens];
            run.backend.losses(Batch.plain(run.ids(1), labels, 1), nats, flags);
            for (int i = 0; i < tokens; i++) {
                found[i] += flags[i] ? 1 : 0;
                likeliest[i] = flags[i] ? label : likeliest[i];
                lowest[i] = Math.min(lowest[i], nats[i]);
            }
        }
        assertThat(found).containsOnly(1);
        float[] nats = new float[tokens];
        run.backend.losses(Batch.plain(run.ids(1), likeliest, 1), nats, new boolean[tokens]);
        assertThat(nats).containsExactly(lowest);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theGradientIsTheSlopeOfTheLoss(Backend backend) {
        BackendRun run = new BackendRun(TinyModels.ODD, backend);
        run.lossAndGradient(2);
        double squares = Math.pow(run.backend.clipGradient(Double.MAX_VALUE), 2);
        INDArray direction = run.gradients.dup();
        double step = 0.02 / Math.sqrt(squares);

        run.parameters.addi(direction.mul(step));
        double above = mean(run.losses(2));
        run.parameters.subi(direction.mul(2 * step));
        double below = mean(run.losses(2));

        assertThat((above - below) / (2 * step)).isCloseTo(squares, within(2e-3 * squares));
    }

    @Test
    void eachTensorsGradientIsTheSlopeOfTheLoss() {
        BackendRun run = new BackendRun(TinyModels.ODD, Backend.CPU);
        run.lossAndGradient(2);
        float[] gradients = run.gradients.dup().data().asFloat();
        SplittableRandom random = new SplittableRandom(5);

        for (Tensor tensor : ParameterLayout.of(run.model).tensors()) {
            float[] direction = new float[gradients.length];
            double expected = 0;
            for (long i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
                direction[(int) i] = (random.nextBoolean() ? 1 : -1);
                expected += direction[(int) i] * gradients[(int) i];
            }
            double step = 2e-3;
            INDArray move = Nd4j.createFromArray(direction).muli(step).reshape(run.parameters.shape());
            run.parameters.addi(move);
            double above = mean(run.losses(2));
            run.parameters.subi(move.mul(2));
            double below = mean(run.losses(2));
            run.parameters.addi(move);
            assertThat((above - below) / (2 * step)).as(tensor.name()).isCloseTo(expected, within(3e-3));
        }
    }

    /** Of a model whose products are large enough to be cut, and of ones that leave some threads without work. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void theBitsDoNotDependOnTheNumberOfThreads(int count) {
        for (GptNeoX model : List.of(TinyModels.WIDE, TinyModels.ODD, TinyModels.LONG)) {
            BackendRun one = new BackendRun(model, Backend.CPU);
            BackendRun several = new BackendRun(model, Backend.CPU);
            Batch batch = one.documentsWithDropout(3);
            double loss = one.backend.lossAndGradient(batch);
            double norm = one.backend.clipGradient(0.01);
            float[] losses = one.losses(3);
            Threads.use(count, () -> {
                assertThat(several.backend.lossAndGradient(batch)).isEqualTo(loss);
                assertThat(several.backend.clipGradient(0.01)).isEqualTo(norm);
                assertThat(several.losses(3)).isEqualTo(losses);
                return null;
            });
            // As arrays: AssertJ's containsExactly takes minutes for a million floats.
            assertThat(several.gradients.data().asFloat())
                    .isEqualTo(one.gradients.data().asFloat());
        }
    }

    @Test
    void theSameCallGivesTheSameBits() {
        BackendRun first = new BackendRun(TinyModels.LONG, Backend.CPU);
        BackendRun second = new BackendRun(TinyModels.LONG, Backend.CPU);

        double loss = first.lossAndGradient(2);
        second.lossAndGradient(5);
        second.losses(3);

        assertThat(second.lossAndGradient(2)).isEqualTo(loss);
        assertThat(second.gradients).isEqualTo(first.gradients);
    }

    @Test
    void theArithmeticHasOneFingerprintOnOneMachine() {
        assertThat(Backend.CPU.arithmetic())
                .isEqualTo(Backend.CPU.arithmetic())
                .isNotEqualTo(Backend.ND4J.arithmetic());
    }

    @Test
    void replicasSideBySideComputeWhatOneAloneComputes() {
        BackendRun alone = new BackendRun(TinyModels.LONG, Backend.CPU);
        double loss = alone.lossAndGradient(4);
        List<BackendRun> runs = Stream.generate(() -> new BackendRun(TinyModels.LONG, Backend.CPU))
                .limit(4)
                .toList();

        runs.parallelStream().forEach(run -> {
            for (int repetition = 0; repetition < 10; repetition++) {
                assertThat(run.lossAndGradient(4)).isEqualTo(loss);
                assertThat(run.gradients).isEqualTo(alone.gradients);
            }
        });
    }

    @Test
    void theMeanOfTheTokensLossesIsTheLoss() {
        BackendRun run = new BackendRun(TinyModels.ODD, Backend.CPU);

        assertThat(mean(run.losses(4))).isCloseTo(run.lossAndGradient(4), within(1e-6));
    }

    @Test
    void clippingKeepsTheDirection() {
        BackendRun run = new BackendRun(TinyModels.ODD, Backend.CPU);
        run.lossAndGradient(1);
        INDArray before = run.gradients.dup();

        double norm = run.backend.clipGradient(0.25);

        assertThat(norm).isCloseTo(before.norm2Number().doubleValue(), within(1e-5));
        assertThat(run.gradients.norm2Number().doubleValue()).isCloseTo(0.25, within(1e-5));
        assertThat(run.gradients.equalsWithEps(before.mul(0.25 / norm), 1e-6)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anIdOutsideTheVocabularyIsAnError(Backend backend) {
        BackendRun run = new BackendRun(TinyModels.ODD, backend);
        int[] ids = TinyModels.tokens(run.model, 1, 1);
        ids[3] = 97;

        assertThatThrownBy(() -> run.backend.lossAndGradient(ids, ids, 1))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("id 3 is not in the vocabulary, got 97, expected 0 to 96");
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
