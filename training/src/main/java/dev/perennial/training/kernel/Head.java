package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.FINAL_NORM;
import static dev.perennial.training.model.TensorNames.OUTPUT_EMBEDDING;
import static dev.perennial.training.model.TensorNames.bias;
import static dev.perennial.training.model.TensorNames.weight;

import dev.perennial.training.kernel.vector.CrossEntropyKernel;
import dev.perennial.training.kernel.vector.LayerNormKernel;
import dev.perennial.training.kernel.vector.RowKernel;
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

    void losses(Workspace workspace, int[] labels, float[] nats, boolean[] likeliest) {
        normalise(workspace);
        inTurns(
                workspace,
                (from, logits) -> CrossEntropyKernel.losses(logits.rows(), labels, from, nats, likeliest),
                (from, logits) -> {});
    }

    /** The mean loss of the tokens that have a label; sets {@code workspace.gradient} to the gradient of the last residual. */
    double lossAndGradient(Workspace workspace, Batch batch) {
        int[] labels = batch.labels();
        int labelled = Math.max(1, batch.labelled());
        normalise(workspace);
        double[] losses = new double[workspace.tokens];
        Matrix embedding = parameters.matrix(OUTPUT_EMBEDDING);
        inTurns(
                workspace,
                (from, logits) -> {
                    float[] factors = new float[logits.rows().count()];
                    CrossEntropyKernel.lossAndGradient(logits.rows(), labels, from, 1f / labelled, losses, factors);
                    Activation gradient = rows(workspace.feedForwardInput, from, logits);
                    Gemm.set(gradient.matrix(), logits.matrix(), embedding);
                    RowKernel.scale(gradient.rows(), factors);
                    RowKernel.scale(rows(workspace.attentionInput, from, logits).rows(), factors);
                },
                (from, logits) -> addEmbeddingGradient(workspace, from, logits));
        normBackward(workspace);
        double total = 0;
        for (double loss : losses) {
            total += loss;
        }
        return total / labelled;
    }

    private interface Chunk {
        /** {@code from} is the number of the first row's token. */
        void run(int from, Activation logits);
    }

    /**
     * Computes the logits of as many chunks at once as there are threads and does {@code alone} on each, then {@code after} on one after
     * the other: what is added up over chunks is the same however many threads there are.
     */
    private void inTurns(Workspace workspace, Chunk alone, Chunk after) {
        int length = workspace.logits.get(0).rows().count();
        int chunks = (workspace.tokens + length - 1) / length;
        int atOnce = workspace.logits.size();
        for (int first = 0; first < chunks; first += atOnce) {
            int turn = first;
            int here = Math.min(atOnce, chunks - turn);
            Threads.current().parts(here, thread -> {
                int from = (turn + thread) * length;
                Activation logits = corner(workspace, from, thread);
                Gemm.set(
                        logits.matrix(),
                        rows(workspace.attentionInput, from, logits).matrix(),
                        parameters.matrix(OUTPUT_EMBEDDING).transposed());
                alone.run(from, logits);
            });
            for (int thread = 0; thread < here; thread++) {
                int from = (turn + thread) * length;
                after.run(from, corner(workspace, from, thread));
            }
        }
    }

    private Activation corner(Workspace workspace, int from, int thread) {
        Activation logits = workspace.logits.get(thread);
        return logits.corner(Math.min(logits.rows().count(), workspace.tokens - from), model.vocabulary());
    }

    private void addEmbeddingGradient(Workspace workspace, int from, Activation logits) {
        Matrix gradient = gradients.matrix(OUTPUT_EMBEDDING);
        Matrix input = rows(workspace.attentionInput, from, logits).matrix();
        if (from == 0) {
            Gemm.set(gradient, logits.matrix().transposed(), input);
        } else {
            Gemm.add(gradient, logits.matrix().transposed(), input);
        }
    }

    private void normalise(Workspace workspace) {
        Parallel.normForward(
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
                workspace.feedForwardInput.rows(),
                gradients.zeros(weight(FINAL_NORM)),
                gradients.zeros(bias(FINAL_NORM)));
        Parallel.clear(workspace.gradient);
        Parallel.normBackward(
                workspace.residual(model.layers()).rows(),
                workspace.finalStatistics,
                workspace.gradient.rows(),
                gradient);
        gradients.write(weight(FINAL_NORM), gradient.gainGradient());
        gradients.write(bias(FINAL_NORM), gradient.biasGradient());
    }

    private static Activation rows(Activation activation, int from, Activation logits) {
        return activation.rowsFrom(from, logits.rows().count());
    }
}
