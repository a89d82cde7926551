package dev.perennial.training.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** LayerNorm of {@code [N, d]} in plain ND4J; the normalised rows serve every gain and bias. */
record Nd4jNorm(INDArray normalised, INDArray reciprocalDeviation) {

    static Nd4jNorm of(INDArray input, double epsilon) {
        INDArray centred = input.subColumnVector(input.mean(true, 1));
        INDArray variance = centred.mul(centred).mean(true, 1);
        INDArray reciprocal = Transforms.sqrt(variance.addi(epsilon), false).rdivi(1);
        return new Nd4jNorm(centred.muliColumnVector(reciprocal), reciprocal);
    }

    INDArray affine(INDArray gain, INDArray bias) {
        return normalised.mulRowVector(gain).addiRowVector(bias);
    }

    /** Sets the gradients of gain and bias, and returns that of the input. */
    INDArray backward(INDArray outputGradient, INDArray gain, INDArray gainGradient, INDArray biasGradient) {
        gainGradient.assign(outputGradient.mul(normalised).sum(0));
        biasGradient.assign(outputGradient.sum(0));
        INDArray gradient = outputGradient.mulRowVector(gain);
        INDArray mean = gradient.mean(true, 1);
        INDArray projection = gradient.mul(normalised).mean(true, 1);
        return gradient.subiColumnVector(mean)
                .subi(normalised.mulColumnVector(projection))
                .muliColumnVector(reciprocalDeviation);
    }
}
