package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.INPUT_EMBEDDING;

import dev.perennial.training.kernel.vector.NormKernel;
import dev.perennial.training.kernel.vector.RotaryKernel;
import dev.perennial.training.kernel.vector.RowKernel;
import dev.perennial.training.kernel.vector.Rows;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * The fast backend: OpenBLAS for matrix products, fused vector kernels for all else, on the calling thread's {@link Threads};
 * the same call gives the same bits, however many they are.
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
    private final Pool pool;
    private Workspace workspace;

    /** {@code gradients} is null for a backend that only runs forward. */
    CpuBackend(GptNeoX model, FloatMemory parameters, FloatMemory gradients) {
        this(model, parameters, gradients, new Pool(gradients));
    }

    CpuBackend(GptNeoX model, FloatMemory parameters, FloatMemory gradients, Pool pool) {
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
        this.pool = pool;
    }

    @Override
    public double lossAndGradient(Batch batch) {
        Inputs.checkStep(model, batch);
        if (workspace == null || !workspace.fits(batch.sequences()) || !workspace.isForTraining()) {
            workspace = Workspace.forTraining(model, batch.sequences(), pool);
        }
        forward(batch);
        double loss = head.lossAndGradient(workspace, batch);
        for (int layer = blocks.length - 1; layer >= 0; layer--) {
            blocks[layer].backward(workspace, batch);
        }
        DropoutSite.embedding(batch).apply(workspace.gradient.rows());
        gradients.clear(INPUT_EMBEDDING);
        ByteBuffer embeddings = gradients.floats(INPUT_EMBEDDING);
        Parallel.split(
                model.width(),
                (from, to) -> RowKernel.scatterAdd(workspace.gradient.rows(), batch.ids(), embeddings, from, to));
        return loss;
    }

    @Override
    public double gradientNorm() {
        double squares = 0;
        for (ByteBuffer slice : flatGradients.slices()) {
            double[] sums = new double[NormKernel.sums(slice)];
            Threads.current().split(sums.length, 1, (from, to) -> NormKernel.sumsOfSquares(slice, from, to, sums));
            for (double sum : sums) {
                squares += sum;
            }
        }
        return Math.sqrt(squares);
    }

    @Override
    public void scaleGradient(float factor) {
        flatGradients.slices().forEach(slice -> Parallel.floats(slice, part -> NormKernel.scale(part, factor)));
    }

    @Override
    public void losses(Batch batch, float[] nats, boolean[] likeliest) {
        Inputs.check(model, batch);
        if (workspace == null || !workspace.fits(batch.sequences())) {
            workspace = Workspace.forEvaluation(model, batch.sequences(), pool);
        }
        forward(batch.withoutDropout());
        head.losses(workspace, batch.labels(), nats, likeliest);
    }

    private void forward(Batch batch) {
        Rows embedded = workspace.residual(0).rows();
        ByteBuffer embeddings = parameters.floats(INPUT_EMBEDDING);
        Threads.current()
                .split(
                        embedded.count(),
                        1,
                        (from, to) -> RowKernel.gather(embeddings, batch.ids(), from, to, embedded));
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
