package dev.perennial.training.dl4j;

import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.Tensor;
import dev.perennial.training.model.TinyModels;

/** AdamW as its paper writes it, in double precision. */
final class ReferenceAdamW {
    private final double[] weights;
    private final double[] first;
    private final double[] second;
    private final boolean[] decayed;
    private final AdamW adamW;
    boolean clipped;

    ReferenceAdamW(float[] initial, AdamW adamW) {
        this.adamW = adamW;
        weights = new double[initial.length];
        first = new double[initial.length];
        second = new double[initial.length];
        decayed = new boolean[initial.length];
        for (Tensor tensor : ParameterLayout.of(TinyModels.ODD).tensors()) {
            for (long i = tensor.offset(); i < tensor.offset() + tensor.length(); i++) {
                weights[(int) i] = initial[(int) i];
                decayed[(int) i] = tensor.decayed();
            }
        }
    }

    void step(float[] gradient, double rate, int count) {
        double squares = 0;
        for (float value : gradient) {
            squares += (double) value * value;
        }
        double scale = Math.min(1, adamW.clip() / Math.sqrt(squares));
        clipped |= scale < 1;
        for (int i = 0; i < weights.length; i++) {
            double g = gradient[i] * scale;
            first[i] = adamW.beta1() * first[i] + (1 - adamW.beta1()) * g;
            second[i] = adamW.beta2() * second[i] + (1 - adamW.beta2()) * g * g;
            double m = first[i] / (1 - Math.pow(adamW.beta1(), count));
            double v = second[i] / (1 - Math.pow(adamW.beta2(), count));
            double decay = decayed[i] ? adamW.weightDecay() * weights[i] : 0;
            weights[i] -= rate * (m / (Math.sqrt(v) + adamW.epsilon()) + decay);
        }
    }

    float[] weights() {
        return toFloats(weights);
    }

    float[] first() {
        return toFloats(first);
    }

    float[] second() {
        return toFloats(second);
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
