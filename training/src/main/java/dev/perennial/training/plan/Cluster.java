package dev.perennial.training.plan;

import dev.perennial.training.MemoryLimits;

/**
 * The shape of a cluster, as its file for {@code spark-submit} has it.
 *
 * @param slots tasks that an executor runs at a time
 * @param threads a task computes on, {@code spark.task.cpus}
 * @param limits of one executor's memory, its heap among them
 * @param overhead what a cluster manager grants beside the heap; 0 where none counts
 * @param driverHeap of the driver; where it is the executor as well, the same heap
 */
public record Cluster(
        String name,
        int executors,
        int slots,
        int threads,
        MemoryLimits limits,
        long overhead,
        long driverHeap,
        boolean local,
        ClusterExtras extras) {

    /** Tasks that can run at once. */
    int allSlots() {
        return Math.multiplyExact(executors, slots);
    }
}
