package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.training.model.Dropout;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Initialisation;
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
    void theLikeliestTokenIsTheOneOfTheLowestLoss(Backend backend) {
        Run run = new Run(TinyModels.ODD, backend);
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

    /** Of a model whose products are large enough to be cut, and of ones that leave some threads without work. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void theBitsDoNotDependOnTheNumberOfThreads(int count) {
        for (GptNeoX model : List.of(TinyModels.WIDE, TinyModels.ODD, TinyModels.LONG)) {
            Run one = new Run(model, Backend.CPU);
            Run several = new Run(model, Backend.CPU);
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

    @ParameterizedTest
    @MethodSource("models")
    void bothBackendsAgreeUnderDropoutAndDocumentsAndBeforePadding(GptNeoX model) {
        Run cpu = new Run(model, Backend.CPU);
        Run nd4j = new Run(model, Backend.ND4J);
        Batch batch = cpu.documentsWithDropout(3);
        Arrays.fill(batch.labels(), batch.labels().length - 5, batch.labels().length, Batch.NO_LABEL);

        assertThat(cpu.backend.lossAndGradient(batch)).isCloseTo(nd4j.backend.lossAndGradient(batch), within(1e-5));
        for (Tensor tensor : ParameterLayout.of(model).tensors()) {
            float[] expected = nd4j.gradient(tensor);
            assertThat(largestDifference(cpu.gradient(tensor), expected))
                    .as(tensor.name())
                    .isLessThan(1e-5 * largest(expected));
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theGradientIsTheSlopeUnderDropoutAndDocumentsToo(Backend backend) {
        Run run = new Run(TinyModels.ODD, backend);
        Batch batch = run.documentsWithDropout(2);
        run.backend.lossAndGradient(batch);
        double squares = Math.pow(run.backend.clipGradient(Double.MAX_VALUE), 2);
        INDArray direction = run.gradients.dup();
        double step = 0.02 / Math.sqrt(squares);

        run.parameters.addi(direction.mul(step));
        double above = run.backend.lossAndGradient(batch);
        run.parameters.subi(direction.mul(2 * step));
        double below = run.backend.lossAndGradient(batch);

        assertThat((above - below) / (2 * step)).isCloseTo(squares, within(2e-3 * squares));
    }

    @Test
    void aDocumentSeesNothingOfTheOneBeforeIt() {
        Run run = new Run(TinyModels.LONG, Backend.CPU);
        int start = 70;
        int[] starts = new int[run.model.context()];
        Arrays.fill(starts, start, starts.length, start);
        int[] ids = run.ids(1);
        int[] others = ids.clone();
        Arrays.fill(others, 0, start, 5);

        float[] nats = run.losses(ids, starts);
        float[] afterOthers = run.losses(others, starts);

        assertThat(Arrays.copyOf(afterOthers, start)).isNotEqualTo(Arrays.copyOf(nats, start));
        assertThat(Arrays.copyOfRange(afterOthers, start, ids.length))
                .isEqualTo(Arrays.copyOfRange(nats, start, ids.length))
                .isNotEqualTo(Arrays.copyOfRange(run.losses(1), start, ids.length));
    }

    @Test
    void whatIsDroppedOfASequenceDoesNotDependOnItsBatch() {
        Run run = new Run(TinyModels.LONG, Backend.CPU);
        Batch both = run.documentsWithDropout(2);
        double together = run.backend.lossAndGradient(both);
        double apart = 0;
        for (int sequence = 0; sequence < 2; sequence++) {
            apart += run.backend.lossAndGradient(sequence(both, sequence)) / 2;
        }

        assertThat(together).isCloseTo(apart, within(1e-6));
        assertThat(run.backend.lossAndGradient(both)).isEqualTo(together);
        assertThat(run.lossAndGradient(2)).isNotCloseTo(together, within(1e-4));
    }

    private static Batch sequence(Batch batch, int sequence) {
        int context = batch.ids().length / batch.sequences();
        int from = sequence * context;
        return new Batch(
                Arrays.copyOfRange(batch.ids(), from, from + context),
                Arrays.copyOfRange(batch.labels(), from, from + context),
                1,
                Arrays.copyOfRange(batch.documentStarts(), from, from + context),
                batch.dropout(),
                new long[] {batch.dropoutKeys()[sequence]});
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

        float[] losses(int[] ids, int[] starts) {
            float[] nats = new float[ids.length];
            backend.losses(new Batch(ids, labels(1), 1, starts, Dropout.NONE, new long[1]), nats);
            return nats;
        }

        /** Documents of 1 to 90 tokens, and a fifth of everything dropped. */
        Batch documentsWithDropout(int sequences) {
            SplittableRandom random = new SplittableRandom(23);
            int[] starts = new int[sequences * model.context()];
            for (int i = 0, start = 0, left = 0; i < starts.length; i++, left--) {
                int position = i % model.context();
                if (position == 0 || left == 0) {
                    start = position;
                    left = random.nextInt(1, 90);
                }
                starts[i] = start;
            }
            return new Batch(
                    ids(sequences),
                    labels(sequences),
                    sequences,
                    starts,
                    new Dropout(0.2, 0.2),
                    random.longs(sequences).toArray());
        }

        private int[] ids(int batch) {
            return TinyModels.tokens(model, batch, 1);
        }

        private int[] labels(int batch) {
            return TinyModels.tokens(model, batch, 2);
        }
    }
}
