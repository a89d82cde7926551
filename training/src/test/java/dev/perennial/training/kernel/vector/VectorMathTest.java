package dev.perennial.training.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.api.Test;

class VectorMathTest {
    /** Values of a sweep, a multiple of every vector length. */
    private static final int COUNT = 1 << 16;

    @Test
    void expIsAccurateToTwoUnitsInTheLastPlace() {
        float[] inputs = sweep(-87, 88);
        float[] values = inputs.clone();
        VectorMath.exponentials(values);

        for (int i = 0; i < COUNT; i++) {
            double exact = FastMath.exp(inputs[i]);
            assertThat((double) values[i]).isCloseTo(exact, within(2.0 * Math.ulp((float) exact)));
        }
    }

    @Test
    void expIsZeroBelowTheSmallestNormalNumberAndNeverInfinite() {
        float[] values = sweep(-1e4f, -88);
        VectorMath.exponentials(values);
        assertThat(values).containsOnly(0f);

        float[] large = sweep(88, 1e4f);
        VectorMath.exponentials(large);
        for (float value : large) {
            assertThat(value).isFinite().isGreaterThan(1e38f);
        }
    }

    @Test
    void erfIsAccurateToEightUnitsInTheLastPlace() {
        float[] inputs = sweep(-6, 6);
        float[] values = inputs.clone();
        VectorMath.errorFunctions(values);

        for (int i = 0; i < COUNT; i++) {
            double exact = Erf.erf(inputs[i]);
            assertThat((double) values[i])
                    .as("erf(%s)", inputs[i])
                    .isCloseTo(exact, within(8.0 * Math.ulp((float) Math.abs(exact))));
        }
    }

    private static float[] sweep(float from, float to) {
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = from + (to - from) * i / (COUNT - 1);
        }
        return values;
    }
}
