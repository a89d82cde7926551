package dev.perennial.training.dl4j;

import org.nd4j.linalg.schedule.ISchedule;

/** The rate that {@code tests/peers/gpt_neox.py} trains with: linear warm-up to the peak, then a cosine to a tenth of it. */
record WarmUpThenCosine(double peak, int warmUp, int steps) implements ISchedule {

    @Override
    public double valueAt(int iteration, int epoch) {
        if (iteration < warmUp) {
            return peak * (iteration + 1) / warmUp;
        }
        double progress = (double) (iteration - warmUp) / (steps - warmUp);
        return peak * (0.1 + 0.45 * (1 + Math.cos(Math.PI * progress)));
    }

    @Override
    public ISchedule clone() {
        return this;
    }
}
