package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.FINAL_NORM;
import static dev.perennial.training.model.TensorNames.INPUT_EMBEDDING;
import static dev.perennial.training.model.TensorNames.OUTPUT_EMBEDDING;
import static dev.perennial.training.model.TensorNames.bias;
import static dev.perennial.training.model.TensorNames.weight;

import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The same arithmetic as {@link CpuBackend} in plain ND4J operations, for any ND4J backend: slower, simpler, and the oracle in tests. */
@SuppressWarnings("try") // a workspace scope is opened and closed, never read
final class Nd4jBackend implements KernelBackend {
    private final GptNeoX model;
    private final Map<String, INDArray> parameters;
    private final INDArray flatGradients;
    private final Map<String, INDArray> gradients;
    private final List<Nd4jBlock> blocks = new ArrayList<>();
    private Nd4jNorm finalNorm;

    Nd4jBackend(GptNeoX model, INDArray flatParameters, INDArray flatGradients) {
        ParameterLayout layout = ParameterLayout.of(model);
        this.model = model;
        this.flatGradients = flatGradients;
        // A workspace would recycle arrays that outlive a step.
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            this.parameters = Nd4jTensors.views(layout, flatParameters);
            this.gradients = flatGradients == null ? Map.of() : Nd4jTensors.views(layout, flatGradients);
            Nd4jAttention attention = new Nd4jAttention(model);
            for (int layer = 0; layer < model.layers(); layer++) {
                blocks.add(new Nd4jBlock(model, layer, parameters, gradients, attention));
            }
        }
    }

    @Override
    public double lossAndGradient(Batch batch) {
        Inputs.checkStep(model, batch);
        int[] labels = batch.labels();
        int labelled = Math.max(1, batch.labelled());
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            INDArray input = forward(batch);
            INDArray probabilities = Nd4j.nn().softmax(logits(input), 1);
            double total = 0;
            for (int row = 0; row < labels.length; row++) {
                if (labels[row] == Batch.NO_LABEL) {
                    probabilities.getRow(row).assign(0);
                    continue;
                }
                float probability = probabilities.getFloat(row, labels[row]);
                total -= Math.log(probability);
                probabilities.putScalar(row, labels[row], probability - 1);
            }
            backward(probabilities.divi(labelled), input, batch);
            return total / labelled;
        }
    }

    @Override
    public double gradientNorm() {
        return flatGradients.norm2Number().doubleValue();
    }

    @Override
    public void scaleGradient(float factor) {
        flatGradients.muli(factor);
    }

    @Override
    public void losses(Batch batch, float[] nats, boolean[] likeliest) {
        Inputs.check(model, batch);
        int[] labels = batch.labels();
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            INDArray logits = logits(forward(batch.withoutDropout()));
            INDArray largest = logits.max(1);
            INDArray probabilities = Nd4j.nn().softmax(logits, 1);
            INDArray logarithms = Transforms.log(probabilities, false);
            for (int row = 0; row < labels.length; row++) {
                nats[row] = -logarithms.getFloat(row, labels[row]);
                likeliest[row] = logits.getFloat(row, labels[row]) == largest.getFloat(row);
            }
        }
    }

    @Override
    public void close() {
        // The arrays of a step are the garbage collector's.
    }

    /** The normalised rows that meet the output embedding, {@code [N, d]}. */
    private INDArray forward(Batch batch) {
        INDArray residual = Nd4j.pullRows(parameters.get(INPUT_EMBEDDING), 1, batch.ids(), 'c')
                .muli(Nd4jDropout.rows(DropoutSite.embedding(batch), model));
        for (Nd4jBlock block : blocks) {
            residual = block.forward(residual, batch);
        }
        finalNorm = Nd4jNorm.of(residual, model.normEpsilon());
        return finalNorm.affine(parameters.get(weight(FINAL_NORM)), parameters.get(bias(FINAL_NORM)));
    }

    private INDArray logits(INDArray input) {
        return Nd4j.matmul(input, parameters.get(OUTPUT_EMBEDDING), false, true, false);
    }

    private void backward(INDArray logitsGradient, INDArray input, Batch batch) {
        gradients.get(OUTPUT_EMBEDDING).assign(Nd4j.matmul(logitsGradient, input, true, false, false));
        INDArray gradient = finalNorm.backward(
                Nd4j.matmul(logitsGradient, parameters.get(OUTPUT_EMBEDDING)),
                parameters.get(weight(FINAL_NORM)),
                gradients.get(weight(FINAL_NORM)),
                gradients.get(bias(FINAL_NORM)));
        for (int layer = blocks.size() - 1; layer >= 0; layer--) {
            gradient = blocks.get(layer).backward(gradient, batch.sequences());
        }
        gradient.muli(Nd4jDropout.rows(DropoutSite.embedding(batch), model));
        int[] ids = batch.ids();
        INDArray embedding = gradients.get(INPUT_EMBEDDING).assign(0);
        for (int row = 0; row < ids.length; row++) {
            embedding.getRow(ids[row]).addi(gradient.getRow(row));
        }
    }
}
