package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.FINAL_NORM;
import static dev.perennial.training.model.TensorNames.OUTPUT_EMBEDDING;
import static dev.perennial.training.model.TensorNames.bias;
import static dev.perennial.training.model.TensorNames.weight;

import dev.perennial.training.kernel.vector.CrossEntropyKernel;
import dev.perennial.training.kernel.vector.LayerNormKernel;
import dev.perennial.training.model.GptNeoX;

/** The final norm, the logits and their cross-entropy, a chunk of tokens at a time: forward and backward meet within a chunk. */
final class Head {
    private final GptNeoX model;
    private final TensorViews parameters;
    private final TensorViews gradients;

    Head(GptNeoX model, TensorViews parameters, TensorViews gradients) {
        this.model = model;
        this.parameters = parameters;
        this.gradients = gradients;
    }

    void losses(Workspace workspace, int[] labels, float[] nats) {
        normalise(workspace);
        for (int from = 0; from < workspace.tokens; from += chunk(workspace)) {
            Activation logits = logits(workspace, from);
            CrossEntropyKernel.losses(logits.rows(), labels, from, nats);
        }
    }

    /** The mean loss; sets {@code workspace.gradient} to the gradient of the last residual. */
    double lossAndGradient(Workspace workspace, int[] labels) {
        normalise(workspace);
        double total = 0;
        Matrix embedding = parameters.matrix(OUTPUT_EMBEDDING);
        Matrix embeddingGradient = gradients.matrix(OUTPUT_EMBEDDING);
        for (int from = 0; from < workspace.tokens; from += chunk(workspace)) {
            Activation logits = logits(workspace, from);
            total += CrossEntropyKernel.lossAndGradient(logits.rows(), labels, from, 1f / workspace.tokens);
            Matrix input = rows(workspace.attentionInput, from, logits);
            if (from == 0) {
                Gemm.set(embeddingGradient, logits.matrix().transposed(), input);
            } else {
                Gemm.add(embeddingGradient, logits.matrix().transposed(), input);
            }
            Gemm.set(rows(workspace.attentionGradient, from, logits), logits.matrix(), embedding);
        }
        normBackward(workspace);
        return total / workspace.tokens;
    }

    private Activation logits(Workspace workspace, int from) {
        int count = Math.min(chunk(workspace), workspace.tokens - from);
        Activation logits = workspace.logits.corner(count, model.vocabulary());
        Gemm.set(
                logits.matrix(),
                rows(workspace.attentionInput, from, logits),
                parameters.matrix(OUTPUT_EMBEDDING).transposed());
        return logits;
    }

    private void normalise(Workspace workspace) {
        LayerNormKernel.forward(
                workspace.residual(model.layers()).rows(),
                (float) model.normEpsilon(),
                workspace.finalStatistics,
                new LayerNormKernel.Norm(
                        parameters.vector(weight(FINAL_NORM)),
                        parameters.vector(bias(FINAL_NORM)),
                        workspace.attentionInput.rows()));
    }

    private void normBackward(Workspace workspace) {
        LayerNormKernel.Gradient gradient = new LayerNormKernel.Gradient(
                parameters.vector(weight(FINAL_NORM)),
                workspace.attentionGradient.rows(),
                gradients.zeros(weight(FINAL_NORM)),
                gradients.zeros(bias(FINAL_NORM)));
        workspace.gradient.matrix().memory().clear();
        LayerNormKernel.backward(
                workspace.residual(model.layers()).rows(),
                workspace.finalStatistics,
                workspace.row,
                workspace.gradient.rows(),
                gradient);
        gradients.write(weight(FINAL_NORM), gradient.gainGradient());
        gradients.write(bias(FINAL_NORM), gradient.biasGradient());
    }

    private static int chunk(Workspace workspace) {
        return workspace.logits.rows().count();
    }

    private Matrix rows(Activation activation, int from, Activation logits) {
        return activation.matrix().block(from, logits.rows().count(), 0, model.width());
    }
}
