package dev.perennial.training.dl4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.kernel.Parallel;
import dev.perennial.training.kernel.vector.AdamKernel;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** Adam's moments within DL4J's block of state, all first ones before all second ones, and the step that moves them. */
final class AdamUpdater implements GradientUpdater<AdamConfiguration> {
    private static final String FIRST = "M";
    private static final String SECOND = "V";

    private final AdamConfiguration configuration;
    private INDArray first;
    private INDArray second;

    AdamUpdater(AdamConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public AdamConfiguration getConfig() {
        return configuration;
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialise) {
        first = state.get(FIRST);
        second = state.get(SECOND);
    }

    @Override
    public Map<String, INDArray> getState() {
        return Map.of(FIRST, first, SECOND, second);
    }

    @Override
    public void setStateViewArray(INDArray state, long[] gradientShape, char order, boolean initialise) {
        INDArray flat = state.reshape(state.length());
        long length = flat.length() / 2;
        if (initialise) {
            flat.assign(0);
        }
        first = flat.get(interval(0, length));
        second = flat.get(interval(length, 2 * length));
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
        AdamKernel kernel = AdamKernel.of(
                configuration.beta1(),
                configuration.beta2(),
                configuration.epsilon(),
                configuration.getLearningRate(iteration, epoch),
                iteration + 1);
        List<ByteBuffer> gradients = FloatMemory.of(gradient).slices();
        List<ByteBuffer> firsts = FloatMemory.of(first).slices();
        List<ByteBuffer> seconds = FloatMemory.of(second).slices();
        for (int slice = 0; slice < gradients.size(); slice++) {
            Parallel.floats(gradients.get(slice), firsts.get(slice), seconds.get(slice), kernel::apply);
        }
    }
}
