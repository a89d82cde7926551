package dev.perennial.training.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The exact GELU by ND4J's erf: its ops {@code gelu} and {@code precise_gelu} are other functions (gelu(2) is 1.921 in the latter). */
final class Nd4jGelu {

    private Nd4jGelu() {}

    static INDArray of(INDArray x) {
        return distribution(x).muli(x);
    }

    static INDArray derivative(INDArray x) {
        INDArray density = Transforms.exp(x.mul(x).muli(-0.5), false).muli(1 / Math.sqrt(2 * Math.PI));
        return density.muli(x).addi(distribution(x));
    }

    private static INDArray distribution(INDArray x) {
        INDArray scaled = x.mul(Math.sqrt(0.5));
        return Nd4j.getExecutioner().exec(new Erf(scaled, scaled)).addi(1).muli(0.5);
    }
}
