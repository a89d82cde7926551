package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Share;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.TinyModels;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AnyShapeTest {

    @Property(tries = 40)
    void bothBackendsAgreeOnAnyShape(
            @ForAll @IntRange(min = 2, max = 200) int vocabulary,
            @ForAll @IntRange(min = 1, max = 3) int heads,
            @ForAll @IntRange(min = 1, max = 13) int halfHead,
            @ForAll @IntRange(min = 1, max = 140) int context,
            @ForAll @IntRange(min = 1, max = 3) int batch) {
        GptNeoX model =
                new GptNeoX(vocabulary, 1, 2 * halfHead * heads, heads, context, new Share(1, halfHead), 10_000, 1e-5);
        INDArray parameters = randomParameters(model);
        INDArray cpu = Nd4j.create(parameters.length());
        INDArray nd4j = Nd4j.create(parameters.length());

        double loss = lossAndGradient(Backend.CPU, model, parameters, cpu, batch);

        assertThat(loss).isCloseTo(lossAndGradient(Backend.ND4J, model, parameters, nd4j, batch), within(1e-5));
        double largest = nd4j.amaxNumber().doubleValue();
        assertThat(cpu.sub(nd4j).amaxNumber().doubleValue()).isLessThan(2e-5 * Math.max(largest, 0.1));
    }

    private static double lossAndGradient(
            Backend choice, GptNeoX model, INDArray parameters, INDArray gradients, int batch) {
        try (KernelBackend backend = choice.open(model, parameters, gradients)) {
            return backend.lossAndGradient(
                    TinyModels.tokens(model, batch, 1), TinyModels.tokens(model, batch, 2), batch);
        }
    }

    private static INDArray randomParameters(GptNeoX model) {
        float[] values = new float[(int) ParameterLayout.of(model).total()];
        SplittableRandom random = new SplittableRandom(values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.6 * (random.nextDouble() - 0.5));
        }
        return Nd4j.createFromArray(values);
    }
}
