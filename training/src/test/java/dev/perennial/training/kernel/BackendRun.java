package dev.perennial.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Seed;
import dev.perennial.training.model.Dropout;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.Initialisation;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import dev.perennial.training.model.TinyModels;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A backend over memory of its own; biases and norms moved off their initial values, so that none drops out. */
final class BackendRun {
    final GptNeoX model;
    final INDArray parameters;
    final INDArray gradients;
    final KernelBackend backend;

    BackendRun(GptNeoX model, Backend choice) {
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

    static Stream<GptNeoX> models() {
        return Stream.of(TinyModels.ODD, TinyModels.LONG);
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

    int[] ids(int batch) {
        return TinyModels.tokens(model, batch, 1);
    }

    int[] labels(int batch) {
        return TinyModels.tokens(model, batch, 2);
    }

    /** Each tensor's gradient within 1e-5 of the other's largest element. */
    void assertGradientsNear(BackendRun other) {
        for (Tensor tensor : ParameterLayout.of(model).tensors()) {
            float[] expected = other.gradient(tensor);
            assertThat(largestDifference(gradient(tensor), expected))
                    .as(tensor.name())
                    .isLessThan(1e-5 * largest(expected));
        }
    }

    static double largest(float[] values) {
        return largestDifference(values, new float[values.length]);
    }

    static double largestDifference(float[] values, float[] others) {
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i] - others[i]));
        }
        return largest;
    }
}
