package dev.perennial.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.WeightDecay;

class DecoupledDecayTest {
    @Test
    void itGivesTheBitsOfNd4j() {
        float[] parameters = floats(1, 10_007, 0.1);
        float[] update = floats(2, 10_007, 1e-3);
        INDArray ours = Nd4j.createFromArray(update);
        INDArray theirs = Nd4j.createFromArray(update);

        new DecoupledDecay(0.1).apply(Nd4j.createFromArray(parameters), ours, 2.7e-4, 3, 0);
        new WeightDecay(0.1, true).apply(Nd4j.createFromArray(parameters), theirs, 2.7e-4, 3, 0);

        assertThat(ours.data().asFloat()).isEqualTo(theirs.data().asFloat()).isNotEqualTo(update);
    }

    private static float[] floats(long seed, int length, double scale) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        return floats;
    }
}
