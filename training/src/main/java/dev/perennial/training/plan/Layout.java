package dev.perennial.training.plan;

import dev.perennial.training.round.RoundPlan;

/**
 * How training spreads over a cluster: one task a slot, as many as there are virtual workers or slots, whichever is less.
 *
 * @param tasks of the barrier stage
 * @param tasksOfExecutor at the most
 * @param workersOfTask virtual workers that the busiest task has
 * @param evenness the share of the tasks' time that is computing, where some wait for the busiest
 */
public record Layout(int tasks, int tasksOfExecutor, int workersOfTask, double evenness, int idleSlots) {

    static Layout of(RoundPlan rounds, Cluster cluster) {
        int tasks = Math.min(rounds.workers(), cluster.allSlots());
        int busiest = (rounds.workers() + tasks - 1) / tasks;
        return new Layout(
                tasks,
                Math.min(cluster.slots(), (tasks + cluster.executors() - 1) / cluster.executors()),
                busiest,
                (double) rounds.workers() / ((long) tasks * busiest),
                cluster.allSlots() - tasks);
    }
}
