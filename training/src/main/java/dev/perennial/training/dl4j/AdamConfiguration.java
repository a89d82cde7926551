package dev.perennial.training.dl4j;

import dev.perennial.training.model.AdamW;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;

/**
 * Adam as its paper and PyTorch have it, as an updater of DL4J. ND4J's own adds epsilon to the root of the second moment before bias
 * correction, which makes it up to 4.5 times larger in the first steps of a run.
 */
@JsonAutoDetect(
        fieldVisibility = Visibility.ANY,
        getterVisibility = Visibility.NONE,
        isGetterVisibility = Visibility.NONE)
final class AdamConfiguration implements IUpdater {
    private static final long serialVersionUID = 1;

    private double beta1;
    private double beta2;
    private double epsilon;
    private ISchedule rate;

    /** For DL4J's JSON reader. */
    AdamConfiguration() {}

    AdamConfiguration(AdamW optimizer, ISchedule rate) {
        this(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon(), rate);
    }

    private AdamConfiguration(double beta1, double beta2, double epsilon, ISchedule rate) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.rate = rate;
    }

    double beta1() {
        return beta1;
    }

    double beta2() {
        return beta2;
    }

    double epsilon() {
        return epsilon;
    }

    /** Two moments a parameter. */
    @Override
    public long stateSize(long parameters) {
        return 2 * parameters;
    }

    @Override
    public GradientUpdater<AdamConfiguration> instantiate(INDArray state, boolean initialise) {
        AdamUpdater updater = new AdamUpdater(this);
        updater.setStateViewArray(state, new long[] {1, state.length() / 2}, 'c', initialise);
        return updater;
    }

    @Override
    public GradientUpdater<AdamConfiguration> instantiate(Map<String, INDArray> state, boolean initialise) {
        AdamUpdater updater = new AdamUpdater(this);
        updater.setState(state, initialise);
        return updater;
    }

    @Override
    public double getLearningRate(int iteration, int epoch) {
        return rate.valueAt(iteration, epoch);
    }

    @Override
    public boolean hasLearningRate() {
        return true;
    }

    @Override
    public void setLrAndSchedule(double constant, ISchedule schedule) {
        rate = schedule;
    }

    @Override
    public IUpdater clone() {
        return new AdamConfiguration(beta1, beta2, epsilon, rate.clone());
    }

    /** DL4J puts tensors with equal updaters into one block of state. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AdamConfiguration that
                && beta1 == that.beta1
                && beta2 == that.beta2
                && epsilon == that.epsilon
                && rate.equals(that.rate);
    }

    @Override
    public int hashCode() {
        return Objects.hash(beta1, beta2, epsilon, rate);
    }
}
