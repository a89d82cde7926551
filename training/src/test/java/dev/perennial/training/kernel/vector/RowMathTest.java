package dev.perennial.training.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.FastMath;
import org.junit.jupiter.api.Test;

class RowMathTest {
    /** Values of a sweep, a multiple of every vector length. */
    private static final int COUNT = 1 << 16;

    @Test
    void expIsAccurateToTwoUnitsInTheLastPlace() {
        float[] inputs = sweep(-87, 88);
        float[] values = exp(inputs);

        for (int i = 0; i < COUNT; i++) {
            double exact = FastMath.exp(inputs[i]);
            assertThat((double) values[i]).isCloseTo(exact, within(2.0 * Math.ulp((float) exact)));
        }
    }

    @Test
    void expIsZeroBelowTheSmallestNormalNumberAndNeverInfinite() {
        float[] values = exp(sweep(-1e4f, -88));
        assertThat(values).containsOnly(0f);

        float[] large = exp(sweep(88, 1e4f));
        for (float value : large) {
            assertThat(value).isFinite().isGreaterThan(1e38f);
        }
    }

    @Test
    void expReturnsTheSum() {
        float[] inputs = sweep(-3, 3);
        ByteBuffer floats = direct(inputs);
        float sum = RowMath.exp(floats, 0, COUNT, 1);

        double exact = 0;
        for (float input : inputs) {
            exact += FastMath.exp(input - 1);
        }
        assertThat((double) sum).isCloseTo(exact, within(1e-4 * exact));
    }

    /** The error is absolute: 1 + erf cancels in the left tail, there as in PyTorch. */
    @Test
    void theNormalDistributionIsAccurateToThreeRoundings() {
        float[] inputs = sweep(-6, 6);
        float[] values = new float[COUNT];
        RowMath.normalDistribution(direct(inputs), 0, values);

        for (int i = 0; i < COUNT; i++) {
            double exact = (1 + Erf.erf(inputs[i] / Math.sqrt(2))) / 2;
            assertThat((double) values[i]).as("Phi(%s)", inputs[i]).isCloseTo(exact, within(3 * Math.ulp(1f) * 1.0));
        }
    }

    private static float[] exp(float[] values) {
        ByteBuffer floats = direct(values);
        RowMath.exp(floats, 0, COUNT, 0);
        float[] results = new float[COUNT];
        floats.asFloatBuffer().get(results);
        return results;
    }

    private static ByteBuffer direct(float[] values) {
        ByteBuffer floats =
                ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        floats.asFloatBuffer().put(values);
        return floats;
    }

    private static float[] sweep(float from, float to) {
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = from + (to - from) * i / (COUNT - 1);
        }
        return values;
    }
}
