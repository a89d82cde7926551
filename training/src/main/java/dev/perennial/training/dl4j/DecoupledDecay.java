package dev.perennial.training.dl4j;

import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.kernel.Parallel;
import dev.perennial.training.kernel.vector.NormKernel;
import java.nio.ByteBuffer;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * AdamW's decay, {@code rate * decay * parameter}, added to the update after the moments: ND4J's bits, on all threads of a task, where ND4J's own
 * works on one.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class DecoupledDecay implements Regularization {
    private static final long serialVersionUID = 1;

    private double decay;

    /** For DL4J's JSON reader. */
    DecoupledDecay() {}

    DecoupledDecay(double decay) {
        this.decay = decay;
    }

    @Override
    public ApplyStep applyStep() {
        return ApplyStep.POST_UPDATER;
    }

    @Override
    public void apply(INDArray parameters, INDArray update, double rate, int iteration, int epoch) {
        float factor = (float) (decay * rate);
        List<ByteBuffer> updates = FloatMemory.of(update).slices();
        List<ByteBuffer> weights = FloatMemory.of(parameters).slices();
        for (int slice = 0; slice < updates.size(); slice++) {
            Parallel.floats(
                    updates.get(slice),
                    weights.get(slice),
                    weights.get(slice),
                    (to, from, same) -> NormKernel.addScaled(to, from, factor));
        }
    }

    /** Nothing: the loss is the model's alone. */
    @Override
    public double score(INDArray parameters, int iteration, int epoch) {
        return 0;
    }

    @Override
    public Regularization clone() {
        return new DecoupledDecay(decay);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DecoupledDecay same && same.decay == decay;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(decay);
    }
}
