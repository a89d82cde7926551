package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StateVectorsTest {
    private static StateVectors of(float... values) {
        StateVectors vectors = StateVectors.allocate(values.length * Float.BYTES);
        for (ByteBuffer each : vectors.all()) {
            for (int i = 0; i < values.length; i++) {
                each.putFloat(i * Float.BYTES, values[i]);
            }
        }
        return vectors;
    }

    @Test
    void additionAndScalingAreElementByElement() {
        StateVectors sum = of(1, 2, -3);
        sum.add(of(0.5f, 0, 3));
        sum.scale(2);
        assertThat(sum).isEqualTo(of(3, 4, 0));
    }

    @Test
    void aCopyIsApart() {
        StateVectors copy = StateVectors.allocate(8);
        StateVectors source = of(1, 2);
        copy.copyFrom(source);
        source.scale(5);
        assertThat(copy).isEqualTo(of(1, 2));
    }

    @Test
    void positionsOfTheBuffersDoNotMatter() {
        StateVectors left = of(1, 2);
        StateVectors right = of(3, 4);
        left.parameters().position(8);
        right.parameters().position(4);
        left.add(right);
        assertThat(left.parameters().clear()).isEqualTo(of(4, 6).parameters());
    }
}
