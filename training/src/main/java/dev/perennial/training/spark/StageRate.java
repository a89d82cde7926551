package dev.perennial.training.spark;

import dev.perennial.training.TrainingPlan;
import org.nd4j.linalg.schedule.ISchedule;

/** Gives DL4J the plan's learning rate: its iterations are the plan's local steps, counted from where the stage began. */
final class StageRate implements ISchedule {
    private static final long serialVersionUID = 1L;

    private final TrainingPlan plan;
    private final int firstIteration;

    StageRate(TrainingPlan plan, int firstIteration) {
        this.plan = plan;
        this.firstIteration = firstIteration;
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        return plan.rate(iteration - firstIteration);
    }

    @Override
    public ISchedule clone() {
        return new StageRate(plan, firstIteration);
    }
}
