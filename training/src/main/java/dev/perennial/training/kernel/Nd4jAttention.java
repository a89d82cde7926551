package dev.perennial.training.kernel;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import dev.perennial.training.model.GptNeoX;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Self-attention in plain ND4J; scores of all heads exist at once. */
final class Nd4jAttention {
    private static final float MASKED = -1e9f;

    private final GptNeoX model;
    private final Nd4jRotary rotary;

    Nd4jAttention(GptNeoX model) {
        this.model = model;
        this.rotary = new Nd4jRotary(model);
    }

    /** What the way back needs; each {@code [batch, heads, context, .]}. */
    record Kept(INDArray query, INDArray key, INDArray value, INDArray probabilities, INDArray factors) {

        /** The attention's output, {@code [N, d]}. */
        INDArray output() {
            return join(Nd4j.matmul(probabilities.mul(factors), value));
        }
    }

    Kept forward(INDArray queryKeyValue, Batch batch, int layer) {
        INDArray heads =
                queryKeyValue.reshape('c', batch.sequences(), model.context(), model.heads(), 3, model.headSize());
        INDArray query = rotary.forward(head(heads, 0));
        INDArray key = rotary.forward(head(heads, 1));
        INDArray scores =
                Nd4j.matmul(query, key, false, true, false).muli(scale()).addi(mask(batch));
        INDArray factors = Nd4jDropout.factors(
                DropoutSite.probabilities(batch, layer),
                batch.sequences(),
                model.heads(),
                model.context(),
                model.context());
        return new Kept(query, key, head(heads, 2), Nd4j.nn().softmax(scores, 3), factors);
    }

    /** From the gradient of the output to that of query, key and value, both as rows of tokens. */
    INDArray backward(Kept kept, INDArray outputGradient, int batch) {
        INDArray gradient = outputGradient
                .reshape('c', batch, model.context(), model.heads(), model.headSize())
                .permute(0, 2, 1, 3)
                .dup('c');
        INDArray value = Nd4j.matmul(kept.probabilities.mul(kept.factors), gradient, true, false, false);
        INDArray scores = Nd4j.matmul(gradient, kept.value, false, true, false).muli(kept.factors);
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

    /** What keeps a query from later keys and from those of other documents, {@code [batch, 1, context, context]}. */
    private INDArray mask(Batch batch) {
        int context = model.context();
        float[] mask = new float[batch.ids().length * context];
        for (int i = 0; i < mask.length; i++) {
            int key = i % context;
            int query = i / context;
            mask[i] = key > query % context || key < batch.documentStarts()[query] ? MASKED : 0;
        }
        return Nd4j.create(mask, new long[] {batch.sequences(), 1, context, context}, 'c');
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
