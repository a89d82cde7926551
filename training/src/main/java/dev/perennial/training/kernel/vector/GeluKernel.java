package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.accumulate;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;

/** The exact GELU, {@code x * Phi(x)} with the normal distribution function Phi (Hendrycks and Gimpel 2016), fused with the bias. */
public final class GeluKernel {
    private static final float DENSITY_AT_ZERO = (float) (1 / Math.sqrt(2 * Math.PI));

    private GeluKernel() {}

    /** Adds the padded {@code bias} to {@code hidden} in place, and writes its GELU to {@code output}. */
    public static void forward(Rows hidden, float[] bias, Rows output) {
        float[] distributions = new float[hidden.end()];
        for (int row = 0; row < hidden.count(); row++) {
            int start = hidden.start(row);
            int target = output.start(row);
            for (int i = 0; i < hidden.end(); i += COUNT) {
                store(load(hidden.floats(), start + i).add(load(bias, i)), hidden.floats(), start + i);
            }
            RowMath.normalDistribution(hidden.floats(), start, distributions);
            for (int i = 0; i < hidden.end(); i += COUNT) {
                store(load(hidden.floats(), start + i).mul(load(distributions, i)), output.floats(), target + i);
            }
        }
    }

    /**
     * Turns {@code gradient}, of the output, into that of the hidden values, and adds its column sums to {@code biasGradient}. The
     * output itself takes the place of {@code hidden}: the next product needs it, and storing it since the forward pass would not pay.
     */
    public static void backward(Rows hidden, Rows gradient, float[] biasGradient) {
        float[] distributions = new float[hidden.end()];
        ByteBuffer exponentials =
                ByteBuffer.allocateDirect(hidden.end() * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int row = 0; row < hidden.count(); row++) {
            RowMath.normalDistribution(hidden.floats(), hidden.start(row), distributions);
            exponentials(hidden, row, exponentials);
            backward(hidden, gradient, row, distributions, exponentials, biasGradient);
        }
    }

    /** exp(-x^2/2) of a row. */
    private static void exponentials(Rows hidden, int row, ByteBuffer exponentials) {
        int start = hidden.start(row);
        for (int i = 0; i < hidden.end(); i += COUNT) {
            FloatVector x = load(hidden.floats(), start + i);
            store(x.mul(x).mul(-0.5f), exponentials, i);
        }
        RowMath.exp(exponentials, 0, hidden.end(), 0);
    }

    /** The derivative is Phi(x) + x * density(x). */
    private static void backward(
            Rows hidden, Rows gradient, int row, float[] distributions, ByteBuffer exponentials, float[] biasGradient) {
        int start = hidden.start(row);
        int target = gradient.start(row);
        for (int i = 0; i < hidden.end(); i += COUNT) {
            FloatVector x = load(hidden.floats(), start + i);
            FloatVector distribution = load(distributions, i);
            FloatVector density = load(exponentials, i).mul(DENSITY_AT_ZERO);
            FloatVector result = load(gradient.floats(), target + i).mul(x.fma(density, distribution));
            store(x.mul(distribution), hidden.floats(), start + i);
            store(result, gradient.floats(), target + i);
            accumulate(result, biasGradient, i);
        }
    }
}
