package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.bias;
import static dev.perennial.training.model.TensorNames.inLayer;
import static dev.perennial.training.model.TensorNames.weight;

import dev.perennial.training.kernel.vector.GeluKernel;
import dev.perennial.training.kernel.vector.LayerNormKernel;
import dev.perennial.training.kernel.vector.RotaryKernel;
import dev.perennial.training.kernel.vector.RowKernel;
import dev.perennial.training.kernel.vector.Rows;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.TensorNames;

/** One block with parallel residual: {@code x + attention(norm(x)) + feedForward(otherNorm(x))}. */
final class TransformerBlock {
    private final int layer;
    private final float epsilon;
    private final TensorViews parameters;
    private final TensorViews gradients;
    private final RotaryKernel rotary;
    private final Attention attention;
    private final String attentionNorm;
    private final String feedForwardNorm;
    private final String queryKeyValue;
    private final String attentionOutput;
    private final String feedForwardInput;
    private final String feedForwardOutput;

    /** {@code gradients} is null for a block that only runs forward. */
    TransformerBlock(GptNeoX model, int layer, TensorViews parameters, TensorViews gradients, RotaryKernel rotary) {
        this.layer = layer;
        this.epsilon = (float) model.normEpsilon();
        this.parameters = parameters;
        this.gradients = gradients;
        this.rotary = rotary;
        this.attention = new Attention(model, layer);
        this.attentionNorm = inLayer(layer, TensorNames.ATTENTION_NORM);
        this.feedForwardNorm = inLayer(layer, TensorNames.FEED_FORWARD_NORM);
        this.queryKeyValue = inLayer(layer, TensorNames.QUERY_KEY_VALUE);
        this.attentionOutput = inLayer(layer, TensorNames.ATTENTION_OUTPUT);
        this.feedForwardInput = inLayer(layer, TensorNames.FEED_FORWARD_INPUT);
        this.feedForwardOutput = inLayer(layer, TensorNames.FEED_FORWARD_OUTPUT);
    }

    void forward(Workspace workspace, Batch batch) {
        BlockActivations kept = workspace.block(layer);
        normalise(workspace);
        Gemm.set(
                kept.queryKeyValue().matrix(),
                workspace.attentionInput.matrix(),
                parameterMatrix(queryKeyValue).transposed());
        Rows joint = kept.queryKeyValue().rows();
        float[] jointBias = parameters.vector(bias(queryKeyValue));
        Threads.current().split(joint.count(), 1, (from, to) -> rotary.forward(joint, from, to, jointBias));
        attention.forward(kept, workspace, batch);
        Gemm.set(
                kept.hidden().matrix(),
                workspace.feedForwardInput.matrix(),
                parameterMatrix(feedForwardInput).transposed());
        float[] hiddenBias = parameters.vector(bias(feedForwardInput));
        Parallel.rows(
                kept.hidden().rows(),
                (rows, from) -> GeluKernel.forward(
                        rows, hiddenBias, workspace.wide.rows().rows(from, from + rows.count())));
        if (batch.dropout().hidden() > 0) {
            joinDropped(workspace, batch);
        } else {
            join(workspace);
        }
    }

    /** Adds both branches to the residual. */
    private void join(Workspace workspace) {
        Activation output = workspace.residual(layer + 1);
        float[] attentionBias = parameters.vector(bias(attentionOutput));
        float[] feedForwardBias = parameters.vector(bias(feedForwardOutput));
        Parallel.rows(
                workspace.residual(layer).rows(),
                (rows, from) -> RowKernel.addBiases(
                        rows, attentionBias, feedForwardBias, output.rows().rows(from, from + rows.count())));
        Gemm.add(
                output.matrix(),
                workspace.block(layer).attended().matrix(),
                parameterMatrix(attentionOutput).transposed());
        Gemm.add(
                output.matrix(),
                workspace.wide.matrix(),
                parameterMatrix(feedForwardOutput).transposed());
    }

    /** The same with dropout on each branch; the branches' inputs are not needed any more, and their memory takes the outputs. */
    private void joinDropped(Workspace workspace, Batch batch) {
        Activation attended = workspace.attentionInput;
        linear(attended, workspace.block(layer).attended(), attentionOutput);
        DropoutSite.attentionOutput(batch, layer).apply(attended.rows());
        Activation fed = workspace.feedForwardInput;
        linear(fed, workspace.wide, feedForwardOutput);
        DropoutSite.feedForwardOutput(batch, layer).apply(fed.rows());
        RowKernel.add(
                workspace.residual(layer).rows(),
                attended.rows(),
                fed.rows(),
                workspace.residual(layer + 1).rows());
    }

    private void linear(Activation output, Activation input, String part) {
        Gemm.set(output.matrix(), input.matrix(), parameterMatrix(part).transposed());
        RowKernel.addBias(output.rows(), parameters.vector(bias(part)));
    }

    /** Turns {@code workspace.gradient} from that of the block's output into that of its input. */
    void backward(Workspace workspace, Batch batch) {
        normalise(workspace);
        feedForwardBackward(
                workspace, dropped(workspace, DropoutSite.feedForwardOutput(batch, layer), workspace.attentionInput));
        if (DropoutSite.feedForwardOutput(batch, layer).isOpen()) {
            normalise(workspace, norm(attentionNorm, workspace.attentionInput));
        }
        Activation unused = workspace.queryKeyValueGradient.corner(
                workspace.tokens, workspace.gradient.rows().width());
        attentionBackward(workspace, batch, dropped(workspace, DropoutSite.attentionOutput(batch, layer), unused));
        normsBackward(workspace);
    }

    /** The gradient of a branch's output before its dropout; {@code scratch} is written to only if there is any. */
    private static Activation dropped(Workspace workspace, DropoutSite site, Activation scratch) {
        if (!site.isOpen()) {
            return workspace.gradient;
        }
        RowKernel.copy(workspace.gradient.rows(), scratch.rows());
        site.apply(scratch.rows());
        return scratch;
    }

    private void feedForwardBackward(Workspace workspace, Activation output) {
        Activation hidden = workspace.block(layer).hidden();
        Matrix outputGradient = output.matrix();
        writeColumnSums(output, bias(feedForwardOutput));
        Gemm.set(workspace.wide.matrix(), outputGradient, parameterMatrix(feedForwardOutput));
        float[] biasGradient = gradients.zeros(bias(feedForwardInput));
        Parallel.columns(
                hidden.rows(),
                biasGradient,
                (columns, from, sums) -> GeluKernel.backward(
                        columns, workspace.wide.rows().columns(from, from + columns.width()), sums));
        gradients.write(bias(feedForwardInput), biasGradient);
        Gemm.set(gradientMatrix(feedForwardOutput), outputGradient.transposed(), hidden.matrix());
        Matrix hiddenGradient = workspace.wide.matrix();
        Gemm.set(gradientMatrix(feedForwardInput), hiddenGradient.transposed(), workspace.feedForwardInput.matrix());
        Gemm.set(workspace.feedForwardInput.matrix(), hiddenGradient, parameterMatrix(feedForwardInput));
    }

    private void attentionBackward(Workspace workspace, Batch batch, Activation output) {
        BlockActivations kept = workspace.block(layer);
        writeColumnSums(output, bias(attentionOutput));
        Gemm.set(
                gradientMatrix(attentionOutput),
                output.matrix().transposed(),
                kept.attended().matrix());
        Gemm.set(workspace.attendedGradient.matrix(), output.matrix(), parameterMatrix(attentionOutput));
        attention.backward(kept, workspace, batch);
        Rows jointGradient = workspace.queryKeyValueGradient.rows();
        Threads.current().split(jointGradient.count(), 1, (from, to) -> rotary.backward(jointGradient, from, to));
        writeColumnSums(workspace.queryKeyValueGradient, bias(queryKeyValue));
        Matrix joint = workspace.queryKeyValueGradient.matrix();
        Gemm.set(gradientMatrix(queryKeyValue), joint.transposed(), workspace.attentionInput.matrix());
        Gemm.set(workspace.attentionInput.matrix(), joint, parameterMatrix(queryKeyValue));
    }

    private void writeColumnSums(Activation gradient, String name) {
        float[] sums = gradients.zeros(name);
        Parallel.columns(gradient.rows(), sums, (columns, from, part) -> RowKernel.addColumnSums(columns, part));
        gradients.write(name, sums);
    }

    private void normsBackward(Workspace workspace) {
        LayerNormKernel.Gradient attentionGradient = normGradient(attentionNorm, workspace.attentionInput);
        LayerNormKernel.Gradient feedForwardGradient = normGradient(feedForwardNorm, workspace.feedForwardInput);
        Parallel.normBackward(
                workspace.residual(layer).rows(),
                workspace.block(layer).statistics(),
                workspace.gradient.rows(),
                attentionGradient,
                feedForwardGradient);
        write(attentionNorm, attentionGradient);
        write(feedForwardNorm, feedForwardGradient);
    }

    /** The inputs of both branches; computed again on the way back, which is cheaper than keeping them. */
    private void normalise(Workspace workspace) {
        normalise(
                workspace,
                norm(attentionNorm, workspace.attentionInput),
                norm(feedForwardNorm, workspace.feedForwardInput));
    }

    private void normalise(Workspace workspace, LayerNormKernel.Norm... norms) {
        Parallel.normForward(
                workspace.residual(layer).rows(),
                epsilon,
                workspace.block(layer).statistics(),
                norms);
    }

    private LayerNormKernel.Norm norm(String part, Activation output) {
        return new LayerNormKernel.Norm(parameters.vector(weight(part)), parameters.vector(bias(part)), output.rows());
    }

    private LayerNormKernel.Gradient normGradient(String part, Activation output) {
        return new LayerNormKernel.Gradient(
                parameters.vector(weight(part)),
                output.rows(),
                gradients.zeros(weight(part)),
                gradients.zeros(bias(part)));
    }

    private void write(String part, LayerNormKernel.Gradient gradient) {
        gradients.write(weight(part), gradient.gainGradient());
        gradients.write(bias(part), gradient.biasGradient());
    }

    private Matrix parameterMatrix(String part) {
        return parameters.matrix(weight(part));
    }

    private Matrix gradientMatrix(String part) {
        return gradients.matrix(weight(part));
    }
}
