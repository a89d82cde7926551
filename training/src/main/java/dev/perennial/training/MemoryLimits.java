package dev.perennial.training;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one JVM may use off the heap; 0 stands for no limit.
 *
 * @param executor the JVM, by Spark's name of it
 * @param javacpp {@code org.bytedeco.javacpp.maxbytes}: models and activations
 * @param resident {@code org.bytedeco.javacpp.maxphysicalbytes}, of the whole process, heap included
 * @param direct {@code -XX:MaxDirectMemorySize}: copies and buffers of the exchange
 * @param machine the machine's memory
 * @param heap the most that the heap may take
 */
public record MemoryLimits(String executor, long javacpp, long resident, long direct, long machine, long heap)
        implements Serializable {

    /**
     * What so many tasks at once would exceed, with both numbers; empty where they fit.
     *
     * @param overhead what a container grants beside the heap; 0 where nobody counts
     */
    public List<String> exceeded(MemoryPlan plan, int tasks, long overhead) {
        long all = plan.total() * tasks;
        long buffers = plan.direct() * tasks;
        return Stream.of(
                        exceeds(all - buffers, javacpp, "-Dorg.bytedeco.javacpp.maxbytes"),
                        exceeds(all - buffers, resident, "-Dorg.bytedeco.javacpp.maxphysicalbytes"),
                        exceeds(buffers, direct, "-XX:MaxDirectMemorySize"),
                        exceeds(all, overhead, "spark.executor.memoryOverhead"),
                        exceeds(all, machine, "the machine's memory"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<String> exceeds(long needed, long granted, String by) {
        return granted <= 0 || needed <= granted
                ? Optional.empty()
                : Optional.of(by + " = " + MemoryPlan.gigabytes(granted) + " (of which it needs "
                        + MemoryPlan.gigabytes(needed) + ")");
    }
}
