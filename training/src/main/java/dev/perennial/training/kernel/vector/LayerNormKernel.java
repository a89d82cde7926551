package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.accumulate;
import static dev.perennial.training.kernel.vector.Lanes.broadcast;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.store;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** LayerNorm (Ba et al. 2016) of rows: the two norms of a parallel residual share one pass over the row and its statistics. */
public final class LayerNormKernel {

    private LayerNormKernel() {}

    /** One norm's way forward: {@code output = normalised * gain + bias}; the vectors are padded with zeros. */
    public record Norm(float[] gain, float[] bias, Rows output) {}

    /** One norm's way back: reads the gradient of its output, adds to the gradients of gain and bias. */
    public record Gradient(float[] gain, Rows output, float[] gainGradient, float[] biasGradient) {}

    /** Of rows [from, to): writes mean and reciprocal deviation to {@code statistics}, and the outputs of all {@code norms}. */
    public static void forward(Rows input, int from, int to, float epsilon, float[] statistics, Norm... norms) {
        for (int row = from; row < to; row++) {
            float mean = mean(input, row);
            float reciprocal = (float) (1 / Math.sqrt(variance(input, row, mean) + epsilon));
            statistics[2 * row] = mean;
            statistics[2 * row + 1] = reciprocal;
            for (Norm norm : norms) {
                affine(input, row, mean, reciprocal, norm);
            }
        }
    }

    /** Adds to rows [from, to) of {@code inputGradient}; gains and biases are {@link #addParameterGradients}'s. */
    public static void backward(
            Rows input, int from, int to, float[] statistics, Rows inputGradient, Gradient... gradients) {
        float[] scratch = new float[input.end()];
        for (int row = from; row < to; row++) {
            float mean = statistics[2 * row];
            float reciprocal = statistics[2 * row + 1];
            Arrays.fill(scratch, 0f);
            for (Gradient gradient : gradients) {
                gather(row, gradient, scratch);
            }
            scatter(input, row, mean, reciprocal, scratch, inputGradient);
        }
    }

    private static float mean(Rows input, int row) {
        int start = input.start(row);
        FloatVector sum = broadcast(0f);
        for (int i = 0; i < input.end(); i += COUNT) {
            sum = sum.add(load(input.floats(), start + i));
        }
        return sum.reduceLanes(VectorOperators.ADD) / input.width();
    }

    private static float variance(Rows input, int row, float mean) {
        int start = input.start(row);
        int whole = input.width() / COUNT * COUNT;
        FloatVector sum = broadcast(0f);
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector difference = load(input.floats(), start + i).sub(mean);
            sum = difference.fma(difference, sum);
        }
        if (whole < input.width()) {
            VectorMask<Float> inside = Lanes.SPECIES.indexInRange(whole, input.width());
            FloatVector difference =
                    broadcast(0f).blend(load(input.floats(), start + whole).sub(mean), inside);
            sum = difference.fma(difference, sum);
        }
        return sum.reduceLanes(VectorOperators.ADD) / input.width();
    }

    private static void affine(Rows input, int row, float mean, float reciprocal, Norm norm) {
        int start = input.start(row);
        int target = norm.output.start(row);
        for (int i = 0; i < input.end(); i += COUNT) {
            FloatVector normalised = load(input.floats(), start + i).sub(mean).mul(reciprocal);
            store(normalised.fma(load(norm.gain, i), load(norm.bias, i)), norm.output.floats(), target + i);
        }
    }

    /** Adds to columns [from, to) of the gradients of gain and bias, row after row; {@code from} is a multiple of the vector length. */
    public static void addParameterGradients(Rows input, int from, int to, float[] statistics, Gradient gradient) {
        for (int row = 0; row < input.count(); row++) {
            float mean = statistics[2 * row];
            float reciprocal = statistics[2 * row + 1];
            int start = input.start(row);
            int source = gradient.output.start(row);
            for (int i = from; i < to; i += COUNT) {
                FloatVector normalised =
                        load(input.floats(), start + i).sub(mean).mul(reciprocal);
                FloatVector output = load(gradient.output.floats(), source + i);
                accumulate(output.mul(normalised), gradient.gainGradient, i);
                accumulate(output, gradient.biasGradient, i);
            }
        }
    }

    private static void gather(int row, Gradient gradient, float[] scratch) {
        int source = gradient.output.start(row);
        for (int i = 0; i < scratch.length; i += COUNT) {
            FloatVector output = load(gradient.output.floats(), source + i);
            accumulate(output.mul(load(gradient.gain, i)), scratch, i);
        }
    }

    /** The gradient of (x - mean) / deviation, from the gradient of the normalised row in {@code scratch}. */
    private static void scatter(
            Rows input, int row, float mean, float reciprocal, float[] scratch, Rows inputGradient) {
        int start = input.start(row);
        FloatVector sum = broadcast(0f);
        FloatVector projection = broadcast(0f);
        for (int i = 0; i < input.end(); i += COUNT) {
            FloatVector gradient = load(scratch, i);
            sum = sum.add(gradient);
            projection = gradient.fma(load(input.floats(), start + i).sub(mean).mul(reciprocal), projection);
        }
        float meanGradient = sum.reduceLanes(VectorOperators.ADD) / input.width();
        float meanProjection = projection.reduceLanes(VectorOperators.ADD) / input.width();
        int target = inputGradient.start(row);
        for (int i = 0; i < input.end(); i += COUNT) {
            FloatVector normalised = load(input.floats(), start + i).sub(mean).mul(reciprocal);
            FloatVector share = load(scratch, i)
                    .sub(meanGradient)
                    .sub(normalised.mul(meanProjection))
                    .mul(reciprocal);
            store(load(inputGradient.floats(), target + i).add(share), inputGradient.floats(), target + i);
        }
    }
}
