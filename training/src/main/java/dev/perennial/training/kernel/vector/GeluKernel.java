package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.accumulate;
import static dev.perennial.training.kernel.vector.Lanes.broadcast;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.store;

import jdk.incubator.vector.FloatVector;

/** The exact GELU, {@code x * Phi(x)} with the normal distribution function Phi (Hendrycks and Gimpel 2016), fused with the bias. */
public final class GeluKernel {
    private static final float ROOT_HALF = (float) Math.sqrt(0.5);
    private static final float DENSITY_AT_ZERO = (float) (1 / Math.sqrt(2 * Math.PI));

    private GeluKernel() {}

    /** Adds the padded {@code bias} to {@code hidden} in place, and writes its GELU to {@code output}. */
    public static void forward(Rows hidden, float[] bias, Rows output) {
        for (int row = 0; row < hidden.count(); row++) {
            int start = hidden.start(row);
            int target = output.start(row);
            for (int i = 0; i < hidden.end(); i += COUNT) {
                FloatVector x = load(hidden.floats(), start + i).add(load(bias, i));
                store(x, hidden.floats(), start + i);
                store(x.mul(distribution(x)), output.floats(), target + i);
            }
        }
    }

    /**
     * Turns {@code gradient}, of the output, into that of the hidden values, and adds its column sums to {@code biasGradient}. The
     * output itself takes the place of {@code hidden}: the next product needs it, and storing it since the forward pass would not pay.
     */
    public static void backward(Rows hidden, Rows gradient, float[] biasGradient) {
        for (int row = 0; row < hidden.count(); row++) {
            int start = hidden.start(row);
            int target = gradient.start(row);
            for (int i = 0; i < hidden.end(); i += COUNT) {
                FloatVector x = load(hidden.floats(), start + i);
                FloatVector distribution = distribution(x);
                FloatVector density = VectorMath.exp(x.mul(x).mul(-0.5f)).mul(DENSITY_AT_ZERO);
                FloatVector derivative = x.fma(density, distribution);
                FloatVector result = load(gradient.floats(), target + i).mul(derivative);
                store(x.mul(distribution), hidden.floats(), start + i);
                store(result, gradient.floats(), target + i);
                accumulate(result, biasGradient, i);
            }
        }
    }

    private static FloatVector distribution(FloatVector x) {
        return VectorMath.erf(x.mul(ROOT_HALF)).fma(broadcast(0.5f), broadcast(0.5f));
    }
}
