package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.INPUT_EMBEDDING;

import dev.perennial.training.kernel.vector.NormKernel;
import dev.perennial.training.kernel.vector.RotaryKernel;
import dev.perennial.training.kernel.vector.RowKernel;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * The fast backend: OpenBLAS for matrix products, fused vector kernels for all else, on one core; the same call gives the same bits.
 *
 * <p>Each piece of working memory is limited to 2 GiB: batch * context * 4 * width floats, for example.
 */
final class CpuBackend implements KernelBackend {
    private final GptNeoX model;
    private final TensorViews parameters;
    private final FloatMemory flatGradients;
    private final TensorViews gradients;
    private final TransformerBlock[] blocks;
    private final Head head;
    private final Pool pool = new Pool();
    private Workspace workspace;

    /** {@code gradients} is null for a backend that only runs forward. */
    CpuBackend(GptNeoX model, FloatMemory parameters, FloatMemory gradients) {
        ParameterLayout layout = ParameterLayout.of(model);
        this.model = model;
        this.parameters = new TensorViews(layout, parameters);
        this.flatGradients = gradients;
        this.gradients = gradients == null ? null : new TensorViews(layout, gradients);
        RotaryKernel rotary = new RotaryKernel(
                model.context(), model.heads(), model.headSize(), model.rotatedSize(), model.rotaryBase());
        this.blocks = IntStream.range(0, model.layers())
                .mapToObj(layer -> new TransformerBlock(model, layer, this.parameters, this.gradients, rotary))
                .toArray(TransformerBlock[]::new);
        this.head = new Head(model, this.parameters, this.gradients);
    }

    @Override
    public double lossAndGradient(Batch batch) {
        Inputs.check(model, batch);
        if (workspace == null || workspace.batch != batch.sequences() || !workspace.isForTraining()) {
            workspace = Workspace.forTraining(model, batch.sequences(), pool);
        }
        forward(batch);
        double loss = head.lossAndGradient(workspace, batch.labels());
        for (int layer = blocks.length - 1; layer >= 0; layer--) {
            blocks[layer].backward(workspace, batch);
        }
        DropoutSite.embedding(batch).apply(workspace.gradient.rows());
        gradients.clear(INPUT_EMBEDDING);
        RowKernel.scatterAdd(workspace.gradient.rows(), batch.ids(), gradients.floats(INPUT_EMBEDDING));
        return loss;
    }

    @Override
    public double clipGradient(double largestNorm) {
        double squares = 0;
        for (ByteBuffer slice : flatGradients.slices()) {
            squares += NormKernel.sumOfSquares(slice);
        }
        double norm = Math.sqrt(squares);
        if (norm > largestNorm) {
            flatGradients.slices().forEach(slice -> NormKernel.scale(slice, (float) (largestNorm / norm)));
        }
        return norm;
    }

    @Override
    public void losses(Batch batch, float[] nats) {
        Inputs.check(model, batch);
        if (workspace == null || workspace.batch != batch.sequences()) {
            workspace = Workspace.forEvaluation(model, batch.sequences(), pool);
        }
        forward(batch.withoutDropout());
        head.losses(workspace, batch.labels(), nats);
    }

    private void forward(Batch batch) {
        RowKernel.gather(
                parameters.floats(INPUT_EMBEDDING),
                batch.ids(),
                workspace.residual(0).rows());
        DropoutSite.embedding(batch).apply(workspace.residual(0).rows());
        for (TransformerBlock block : blocks) {
            block.forward(workspace, batch);
        }
    }

    @Override
    public void close() {
        workspace = null;
        pool.close();
    }
}
