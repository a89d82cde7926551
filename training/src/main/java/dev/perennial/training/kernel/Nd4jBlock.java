package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.bias;
import static dev.perennial.training.model.TensorNames.inLayer;
import static dev.perennial.training.model.TensorNames.weight;

import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.TensorNames;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One block with parallel residual in plain ND4J; keeps its forward values until its backward pass. */
final class Nd4jBlock {
    private final GptNeoX model;
    private final int layer;
    private final Map<String, INDArray> parameters;
    private final Map<String, INDArray> gradients;
    private final Nd4jAttention attention;
    private Nd4jNorm norm;
    private INDArray attentionInput;
    private INDArray feedForwardInput;
    private Nd4jAttention.Kept kept;
    private INDArray attended;
    private INDArray hidden;
    private INDArray activated;
    private INDArray attentionFactors;
    private INDArray feedForwardFactors;

    Nd4jBlock(
            GptNeoX model,
            int layer,
            Map<String, INDArray> parameters,
            Map<String, INDArray> gradients,
            Nd4jAttention attention) {
        this.model = model;
        this.layer = layer;
        this.parameters = parameters;
        this.gradients = gradients;
        this.attention = attention;
    }

    INDArray forward(INDArray input, Batch batch) {
        norm = Nd4jNorm.of(input, model.normEpsilon());
        attentionInput = affine(TensorNames.ATTENTION_NORM);
        feedForwardInput = affine(TensorNames.FEED_FORWARD_NORM);
        kept = attention.forward(linear(attentionInput, TensorNames.QUERY_KEY_VALUE), batch, layer);
        attended = kept.output();
        hidden = linear(feedForwardInput, TensorNames.FEED_FORWARD_INPUT);
        activated = Nd4jGelu.of(hidden);
        attentionFactors = factors(DropoutSite.attentionOutput(batch, layer));
        feedForwardFactors = factors(DropoutSite.feedForwardOutput(batch, layer));
        return linear(attended, TensorNames.ATTENTION_OUTPUT)
                .muli(attentionFactors)
                .addi(linear(activated, TensorNames.FEED_FORWARD_OUTPUT).muli(feedForwardFactors))
                .addi(input);
    }

    INDArray backward(INDArray gradient, int batch) {
        INDArray hiddenGradient = linearBackward(
                        activated, gradient.mul(feedForwardFactors), TensorNames.FEED_FORWARD_OUTPUT)
                .muli(Nd4jGelu.derivative(hidden));
        INDArray feedForward = linearBackward(feedForwardInput, hiddenGradient, TensorNames.FEED_FORWARD_INPUT);
        INDArray attendedGradient =
                linearBackward(attended, gradient.mul(attentionFactors), TensorNames.ATTENTION_OUTPUT);
        INDArray joint = attention.backward(kept, attendedGradient, batch);
        INDArray attentionGradient = linearBackward(attentionInput, joint, TensorNames.QUERY_KEY_VALUE);
        return gradient.add(normBackward(feedForward, TensorNames.FEED_FORWARD_NORM))
                .addi(normBackward(attentionGradient, TensorNames.ATTENTION_NORM));
    }

    /** Of {@code [N, d]}. */
    private INDArray factors(DropoutSite site) {
        return Nd4jDropout.rows(site, model);
    }

    private INDArray affine(String part) {
        String name = inLayer(layer, part);
        return norm.affine(parameters.get(weight(name)), parameters.get(bias(name)));
    }

    private INDArray normBackward(INDArray gradient, String part) {
        String name = inLayer(layer, part);
        return norm.backward(
                gradient, parameters.get(weight(name)), gradients.get(weight(name)), gradients.get(bias(name)));
    }

    private INDArray linear(INDArray input, String part) {
        String name = inLayer(layer, part);
        return Nd4j.matmul(input, parameters.get(weight(name)), false, true, false)
                .addiRowVector(parameters.get(bias(name)));
    }

    private INDArray linearBackward(INDArray input, INDArray gradient, String part) {
        String name = inLayer(layer, part);
        gradients.get(weight(name)).assign(Nd4j.matmul(gradient, input, true, false, false));
        gradients.get(bias(name)).assign(gradient.sum(0));
        return Nd4j.matmul(gradient, parameters.get(weight(name)));
    }
}
