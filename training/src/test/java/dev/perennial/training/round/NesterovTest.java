package dev.perennial.training.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class NesterovTest {
    private static ByteBuffer vector(float... values) {
        ByteBuffer vector = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
        vector.asFloatBuffer().put(values);
        return vector;
    }

    private static float[] floats(ByteBuffer vector) {
        float[] values = new float[vector.capacity() / 4];
        vector.asFloatBuffer().get(values);
        return values;
    }

    /** What torch.optim.SGD(lr=0.7, momentum=0.9, nesterov=True) of PyTorch 1.13 makes of the gradients start - average. */
    @Test
    void fourRoundsAreThoseOfPyTorch() {
        float[][] averages = {{0.9f, -1.8f, 0.75f}, {0.7f, -1.9f, 1f}, {0.8f, -1.5f, 0.5f}, {0.2f, -1.25f, 0.25f}};
        float[][] expected = {
            {0.866999984f, -1.733999968f, 0.832499981f},
            {0.588189960f, -1.841380000f, 1.197025061f},
            {0.724178314f, -1.379406571f, 0.492529213f},
            {0.015970360f, -1.006589174f, -0.024955044f}
        };
        ByteBuffer start = vector(1, -2, 0.5f);
        ByteBuffer velocity = vector(0, 0, 0);
        for (int round = 0; round < averages.length; round++) {
            ByteBuffer parameters = vector(averages[round]);
            new Nesterov(0.7, 0.9).apply(start, parameters, velocity);
            assertThat(floats(parameters)).containsExactly(expected[round], within(2e-7f));
            start = parameters;
        }
    }

    @Test
    void withoutMomentumAtRateOneItIsTheAverage() {
        ByteBuffer parameters = vector(0.25f, -3);
        new Nesterov(1, 0).apply(vector(1, -2), parameters, vector(0, 0));
        assertThat(floats(parameters)).containsExactly(0.25f, -3);
    }

    @Test
    void ratesAndMomentaOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Nesterov(0, 0.9)).hasMessageContaining("rate");
        assertThatThrownBy(() -> new Nesterov(0.7, 1)).hasMessageContaining("momentum");
    }
}
