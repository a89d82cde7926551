package dev.perennial.training.round;

import java.util.ArrayDeque;
import java.util.Deque;

/** The mean loss of the last rounds, which every executor keeps alike, and what is a spike by it. */
public final class RunningLoss {
    private final SpikeRule rule;
    private final Deque<Double> last = new ArrayDeque<>();

    public RunningLoss(SpikeRule rule) {
        this.rule = rule;
    }

    /** Adds a round's loss; one in which no step was taken has none, and does not count. */
    public void add(double loss) {
        if (Double.isNaN(loss)) {
            return;
        }
        last.addLast(loss);
        if (last.size() > rule.over()) {
            last.removeFirst();
        }
    }

    public double mean() {
        return last.stream().mapToDouble(Double::doubleValue).sum() / last.size();
    }

    /** The largest loss that is no spike. */
    public double limit() {
        return last.size() < rule.over() ? Double.MAX_VALUE : mean() + rule.above();
    }
}
