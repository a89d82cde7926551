package dev.perennial.training.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import dev.perennial.training.model.GptNeoX;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Causal self-attention in plain ND4J; scores of all heads exist at once. */
final class Nd4jAttention {
    private static final float MASKED = -1e9f;

    private final GptNeoX model;
    private final Nd4jRotary rotary;
    private final INDArray mask;

    Nd4jAttention(GptNeoX model) {
        this.model = model;
        this.rotary = new Nd4jRotary(model);
        int context = model.context();
        float[] mask = new float[context * context];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i % context > i / context ? MASKED : 0;
        }
        this.mask = Nd4j.create(mask, new long[] {1, 1, context, context}, 'c');
    }

    /** What the way back needs; each {@code [batch, heads, context, .]}. */
    record Kept(INDArray query, INDArray key, INDArray value, INDArray probabilities) {

        /** The attention's output, {@code [N, d]}. */
        INDArray output() {
            return join(Nd4j.matmul(probabilities, value));
        }
    }

    Kept forward(INDArray queryKeyValue, int batch) {
        INDArray heads = queryKeyValue.reshape('c', batch, model.context(), model.heads(), 3, model.headSize());
        INDArray query = rotary.forward(head(heads, 0));
        INDArray key = rotary.forward(head(heads, 1));
        INDArray scores =
                Nd4j.matmul(query, key, false, true, false).muli(scale()).addi(mask);
        return new Kept(query, key, head(heads, 2), Nd4j.nn().softmax(scores, 3));
    }

    /** From the gradient of the output to that of query, key and value, both as rows of tokens. */
    INDArray backward(Kept kept, INDArray outputGradient, int batch) {
        INDArray gradient = outputGradient
                .reshape('c', batch, model.context(), model.heads(), model.headSize())
                .permute(0, 2, 1, 3)
                .dup('c');
        INDArray value = Nd4j.matmul(kept.probabilities, gradient, true, false, false);
        INDArray scores = Nd4j.matmul(gradient, kept.value, false, true, false);
        INDArray expected = scores.mul(kept.probabilities).sum(true, 3);
        scores.subi(expected).muli(kept.probabilities).muli(scale());
        INDArray query = rotary.backward(Nd4j.matmul(scores, kept.key));
        INDArray key = rotary.backward(Nd4j.matmul(scores, kept.query, true, false, false));
        INDArray joint = Nd4j.create(new long[] {batch, model.context(), model.heads(), 3, model.headSize()}, 'c');
        INDArray[] parts = {query, key, value};
        for (int part = 0; part < parts.length; part++) {
            joint.get(all(), all(), all(), point(part), all()).assign(parts[part].permute(0, 2, 1, 3));
        }
        return joint.reshape('c', (long) batch * model.context(), 3L * model.width());
    }

    private double scale() {
        return 1 / Math.sqrt(model.headSize());
    }

    private static INDArray head(INDArray heads, int part) {
        return heads.get(all(), all(), all(), point(part), all())
                .permute(0, 2, 1, 3)
                .dup('c');
    }

    private static INDArray join(INDArray heads) {
        long[] shape = heads.shape();
        return heads.permute(0, 2, 1, 3).dup('c').reshape('c', shape[0] * shape[2], shape[1] * shape[3]);
    }
}
