package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.TinyModels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Attention within documents, dropout and padding. */
class BackendMaskTest {
    @ParameterizedTest
    @MethodSource("dev.perennial.training.kernel.BackendRun#models")
    void bothBackendsAgreeUnderDropoutAndDocumentsAndBeforePadding(GptNeoX model) {
        BackendRun cpu = new BackendRun(model, Backend.CPU);
        BackendRun nd4j = new BackendRun(model, Backend.ND4J);
        Batch batch = cpu.documentsWithDropout(3);
        Arrays.fill(batch.labels(), batch.labels().length - 5, batch.labels().length, Batch.NO_LABEL);

        assertThat(cpu.backend.lossAndGradient(batch)).isCloseTo(nd4j.backend.lossAndGradient(batch), within(1e-5));
        cpu.assertGradientsNear(nd4j);
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theGradientIsTheSlopeUnderDropoutAndDocumentsToo(Backend backend) {
        BackendRun run = new BackendRun(TinyModels.ODD, backend);
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
        BackendRun run = new BackendRun(TinyModels.LONG, Backend.CPU);
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
        BackendRun run = new BackendRun(TinyModels.LONG, Backend.CPU);
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
}
