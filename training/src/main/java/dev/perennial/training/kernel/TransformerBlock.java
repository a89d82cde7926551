package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.bias;
import static dev.perennial.training.model.TensorNames.inLayer;
import static dev.perennial.training.model.TensorNames.weight;

import dev.perennial.training.kernel.vector.GeluKernel;
import dev.perennial.training.kernel.vector.LayerNormKernel;
import dev.perennial.training.kernel.vector.RotaryKernel;
import dev.perennial.training.kernel.vector.RowKernel;
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
        this.attention = new Attention(model);
        this.attentionNorm = inLayer(layer, TensorNames.ATTENTION_NORM);
        this.feedForwardNorm = inLayer(layer, TensorNames.FEED_FORWARD_NORM);
        this.queryKeyValue = inLayer(layer, TensorNames.QUERY_KEY_VALUE);
        this.attentionOutput = inLayer(layer, TensorNames.ATTENTION_OUTPUT);
        this.feedForwardInput = inLayer(layer, TensorNames.FEED_FORWARD_INPUT);
        this.feedForwardOutput = inLayer(layer, TensorNames.FEED_FORWARD_OUTPUT);
    }

    void forward(Workspace workspace) {
        BlockActivations kept = workspace.block(layer);
        Activation output = workspace.residual(layer + 1);
        normalise(workspace);
        Gemm.set(
                kept.queryKeyValue().matrix(),
                workspace.attentionInput.matrix(),
                parameterMatrix(queryKeyValue).transposed());
        rotary.forward(kept.queryKeyValue().rows(), parameters.vector(bias(queryKeyValue)));
        attention.forward(kept, workspace);
        Gemm.set(
                kept.hidden().matrix(),
                workspace.feedForwardInput.matrix(),
                parameterMatrix(feedForwardInput).transposed());
        GeluKernel.forward(kept.hidden().rows(), parameters.vector(bias(feedForwardInput)), workspace.wide.rows());
        RowKernel.addBiases(
                workspace.residual(layer).rows(),
                parameters.vector(bias(attentionOutput)),
                parameters.vector(bias(feedForwardOutput)),
                output.rows());
        Gemm.add(
                output.matrix(),
                kept.attended().matrix(),
                parameterMatrix(attentionOutput).transposed());
        Gemm.add(
                output.matrix(),
                workspace.wide.matrix(),
                parameterMatrix(feedForwardOutput).transposed());
    }

    /** Turns {@code workspace.gradient} from that of the block's output into that of its input. */
    void backward(Workspace workspace) {
        normalise(workspace);
        float[] biasGradient = gradients.zeros(bias(attentionOutput));
        RowKernel.addColumnSums(workspace.gradient.rows(), biasGradient);
        gradients.write(bias(attentionOutput), biasGradient);
        gradients.write(bias(feedForwardOutput), biasGradient);
        feedForwardBackward(workspace);
        attentionBackward(workspace);
        normsBackward(workspace);
    }

    private void feedForwardBackward(Workspace workspace) {
        Activation hidden = workspace.block(layer).hidden();
        Matrix outputGradient = workspace.gradient.matrix();
        Gemm.set(workspace.wide.matrix(), outputGradient, parameterMatrix(feedForwardOutput));
        float[] biasGradient = gradients.zeros(bias(feedForwardInput));
        GeluKernel.backward(hidden.rows(), workspace.wide.rows(), biasGradient);
        gradients.write(bias(feedForwardInput), biasGradient);
        Gemm.set(gradientMatrix(feedForwardOutput), outputGradient.transposed(), hidden.matrix());
        Matrix hiddenGradient = workspace.wide.matrix();
        Gemm.set(gradientMatrix(feedForwardInput), hiddenGradient.transposed(), workspace.feedForwardInput.matrix());
        Gemm.set(workspace.feedForwardGradient.matrix(), hiddenGradient, parameterMatrix(feedForwardInput));
    }

    private void attentionBackward(Workspace workspace) {
        BlockActivations kept = workspace.block(layer);
        Matrix outputGradient = workspace.gradient.matrix();
        Gemm.set(
                gradientMatrix(attentionOutput),
                outputGradient.transposed(),
                kept.attended().matrix());
        Gemm.set(workspace.attentionGradient.matrix(), outputGradient, parameterMatrix(attentionOutput));
        attention.backward(kept, workspace);
        float[] biasGradient = gradients.zeros(bias(queryKeyValue));
        rotary.backward(workspace.queryKeyValueGradient.rows(), biasGradient);
        gradients.write(bias(queryKeyValue), biasGradient);
        Matrix joint = workspace.queryKeyValueGradient.matrix();
        Gemm.set(gradientMatrix(queryKeyValue), joint.transposed(), workspace.attentionInput.matrix());
        Gemm.set(workspace.attentionGradient.matrix(), joint, parameterMatrix(queryKeyValue));
    }

    private void normsBackward(Workspace workspace) {
        LayerNormKernel.Gradient attentionGradient = normGradient(attentionNorm, workspace.attentionGradient);
        LayerNormKernel.Gradient feedForwardGradient = normGradient(feedForwardNorm, workspace.feedForwardGradient);
        LayerNormKernel.backward(
                workspace.residual(layer).rows(),
                workspace.block(layer).statistics(),
                workspace.row,
                workspace.gradient.rows(),
                attentionGradient,
                feedForwardGradient);
        write(attentionNorm, attentionGradient);
        write(feedForwardNorm, feedForwardGradient);
    }

    /** The inputs of both branches; computed again on the way back, which is cheaper than keeping them. */
    private void normalise(Workspace workspace) {
        LayerNormKernel.forward(
                workspace.residual(layer).rows(),
                epsilon,
                workspace.block(layer).statistics(),
                norm(attentionNorm, workspace.attentionInput),
                norm(feedForwardNorm, workspace.feedForwardInput));
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
