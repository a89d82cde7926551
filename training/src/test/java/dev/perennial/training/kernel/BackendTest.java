package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Initialisation;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import dev.perennial.training.model.TinyModels;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BackendTest {

    static Stream<GptNeoX> models() {
        return Stream.of(TinyModels.ODD, TinyModels.LONG);
    }

    @ParameterizedTest
    @MethodSource("models")
    void bothBackendsAgreeOnLossAndGradient(GptNeoX model) {
        Run cpu = new Run(model, Backend.CPU);
        Run nd4j = new Run(model, Backend.ND4J);

        assertThat(cpu.lossAndGradient(3)).isCloseTo(nd4j.lossAndGradient(3), within(1e-5));
        for (Tensor tensor : ParameterLayout.of(model).tensors()) {
            float[] expected = nd4j.gradient(tensor);
            assertThat(largestDifference(cpu.gradient(tensor), expected))
                    .as(tensor.name())
                    .isLessThan(1e-5 * largest(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void bothBackendsAgreeOnTheLossOfEachToken(GptNeoX model) {
        float[] cpu = new Run(model, Backend.CPU).losses(2);
        float[] nd4j = new Run(model, Backend.ND4J).losses(2);

        assertThat(largestDifference(cpu, nd4j)).isLessThan(2e-5);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theGradientIsTheSlopeOfTheLoss(Backend backend) {
        Run run = new Run(TinyModels.ODD, backend);
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
        Run run = new Run(TinyModels.ODD, Backend.CPU);
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

    @Test
    void theSameCallGivesTheSameBits() {
        Run first = new Run(TinyModels.LONG, Backend.CPU);
        Run second = new Run(TinyModels.LONG, Backend.CPU);

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
        Run alone = new Run(TinyModels.LONG, Backend.CPU);
        double loss = alone.lossAndGradient(4);
        List<Run> runs = Stream.generate(() -> new Run(TinyModels.LONG, Backend.CPU))
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
        Run run = new Run(TinyModels.ODD, Backend.CPU);

        assertThat(mean(run.losses(4))).isCloseTo(run.lossAndGradient(4), within(1e-6));
    }

    @Test
    void clippingKeepsTheDirection() {
        Run run = new Run(TinyModels.ODD, Backend.CPU);
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
        Run run = new Run(TinyModels.ODD, backend);
        int[] ids = TinyModels.tokens(run.model, 1, 1);
        ids[3] = 97;

        assertThatThrownBy(() -> run.backend.lossAndGradient(ids, ids, 1))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("id 3 is not in the vocabulary, got 97, expected 0 to 96");
    }

    private static double largest(float[] values) {
        return largestDifference(values, new float[values.length]);
    }

    private static double largestDifference(float[] values, float[] others) {
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i] - others[i]));
        }
        return largest;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** A backend over memory of its own; biases and norms moved off their initial values, so that none drops out. */
    private static final class Run {
        private final GptNeoX model;
        private final INDArray parameters;
        private final INDArray gradients;
        private final KernelBackend backend;

        Run(GptNeoX model, Backend choice) {
            this.model = model;
            ParameterLayout layout = ParameterLayout.of(model);
            Initialisation initialisation = new Initialisation(model, Seed.of(3));
            parameters = Nd4j.create(layout.total());
            gradients = Nd4j.create(layout.total());
            FloatMemory memory = FloatMemory.of(parameters);
            for (Tensor tensor : layout.tensors()) {
                initialisation.write(
                        tensor, memory.slice(tensor.offset(), tensor.length()).asFloatBuffer());
            }
            float[] noise = new float[(int) layout.total()];
            SplittableRandom random = new SplittableRandom(11);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) (0.1 * (random.nextDouble() - 0.5));
            }
            parameters.addi(Nd4j.createFromArray(noise));
            backend = choice.open(model, parameters, gradients);
        }

        double lossAndGradient(int batch) {
            return backend.lossAndGradient(ids(batch), labels(batch), batch);
        }

        float[] losses(int batch) {
            float[] nats = new float[batch * model.context()];
            backend.losses(ids(batch), labels(batch), batch, nats);
            return nats;
        }

        float[] gradient(Tensor tensor) {
            return Nd4jTensors.views(ParameterLayout.of(model), gradients)
                    .get(tensor.name())
                    .dup('c')
                    .data()
                    .asFloat();
        }

        private int[] ids(int batch) {
            return TinyModels.tokens(model, batch, 1);
        }

        private int[] labels(int batch) {
            return TinyModels.tokens(model, batch, 2);
        }
    }
}
