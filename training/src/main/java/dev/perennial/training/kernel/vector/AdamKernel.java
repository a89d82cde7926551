package dev.perennial.training.kernel.vector;

import static dev.perennial.training.kernel.vector.Lanes.COUNT;
import static dev.perennial.training.kernel.vector.Lanes.broadcast;
import static dev.perennial.training.kernel.vector.Lanes.load;
import static dev.perennial.training.kernel.vector.Lanes.single;
import static dev.perennial.training.kernel.vector.Lanes.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) in one pass over flat vectors: the moments are updated and the gradient becomes the update.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the bias-corrected second moment
 * @param factor the learning rate over the first moment's bias correction
 * @param rootFactor one over the root of the second moment's bias correction
 */
public record AdamKernel(float beta1, float beta2, float epsilon, float factor, float rootFactor) {

    /** The kernel of step {@code count}, which counts from 1. */
    public static AdamKernel of(double beta1, double beta2, double epsilon, double rate, int count) {
        double firstCorrection = 1 - StrictMath.pow(beta1, count);
        double secondCorrection = 1 - StrictMath.pow(beta2, count);
        return new AdamKernel((float) beta1, (float) beta2, (float) epsilon, (float) (rate / firstCorrection), (float)
                (1 / Math.sqrt(secondCorrection)));
    }

    /**
     * A whole step of floats [from, to): multiplies the gradient by {@code clipping}, updates the moments, and takes the update, and {@code decay} times
     * the parameters, off these. It rounds as {@link #apply}, a fused multiplication and addition, and a subtraction do one after the other.
     */
    public void step(
            ByteBuffer gradient,
            float clipping,
            ByteBuffer first,
            ByteBuffer second,
            ByteBuffer parameters,
            int from,
            int to,
            float decay) {
        int whole = from + (to - from) / COUNT * COUNT;
        FloatVector decays = broadcast(decay);
        for (int i = from; i < whole; i += COUNT) {
            FloatVector g = load(gradient, i).mul(clipping);
            FloatVector m = load(first, i).mul(beta1).add(g.mul(1 - beta1));
            FloatVector v = load(second, i).mul(beta2).add(g.mul(g).mul(1 - beta2));
            store(m, first, i);
            store(v, second, i);
            FloatVector update = m.mul(factor).div(v.sqrt().mul(rootFactor).add(epsilon));
            FloatVector p = load(parameters, i);
            store(p.sub(p.fma(decays, update)), parameters, i);
        }
        for (int i = whole; i < to; i++) {
            float g = single(gradient, i) * clipping;
            float m = single(first, i) * beta1 + g * (1 - beta1);
            float v = single(second, i) * beta2 + g * g * (1 - beta2);
            single(first, i, m);
            single(second, i, v);
            float update = m * factor / ((float) Math.sqrt(v) * rootFactor + epsilon);
            float p = single(parameters, i);
            single(parameters, i, p - Math.fma(p, decay, update));
        }
    }

    /** Updates the moments; {@code gradient} becomes what is to be taken off the parameters. All are of one length. */
    public void apply(ByteBuffer gradient, ByteBuffer first, ByteBuffer second) {
        int length = gradient.capacity() / Float.BYTES;
        int whole = length / COUNT * COUNT;
        for (int i = 0; i < whole; i += COUNT) {
            FloatVector g = load(gradient, i);
            FloatVector m = load(first, i).mul(beta1).add(g.mul(1 - beta1));
            FloatVector v = load(second, i).mul(beta2).add(g.mul(g).mul(1 - beta2));
            store(m, first, i);
            store(v, second, i);
            store(m.mul(factor).div(v.sqrt().mul(rootFactor).add(epsilon)), gradient, i);
        }
        for (int i = whole; i < length; i++) {
            float g = single(gradient, i);
            float m = single(first, i) * beta1 + g * (1 - beta1);
            float v = single(second, i) * beta2 + g * g * (1 - beta2);
            single(first, i, m);
            single(second, i, v);
            single(gradient, i, m * factor / ((float) Math.sqrt(v) * rootFactor + epsilon));
        }
    }
}
