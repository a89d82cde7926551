package dev.perennial.training.plan;

import dev.perennial.training.MemoryPlan;
import java.util.Optional;

/**
 * Memory of an executor and of the driver.
 *
 * @param heap that an executor needs at least
 * @param task off the heap, of one training task
 * @param tasks of an executor at once
 * @param driver heap that the driver needs
 * @param resident what the operating system will see of an executor that trains
 */
public record MemoryNeeds(long heap, MemoryPlan task, int tasks, long driver, Estimate resident) {
    private static final long MEBIBYTE = 1 << 20;

    /** Spark itself, and what mixing a billion tokens got by with in one slot (mixing/BENCHMARK.md: 512 MiB of heap in all). */
    private static final long HEAP = 256 * MEBIBYTE;

    private static final long HEAP_OF_SLOT = 256 * MEBIBYTE;
    private static final long DRIVER = 512 * MEBIBYTE;

    /** A line of the ledger for a round, of the metrics for a step: the first task keeps them all. */
    private static final long LEDGER_LINE = 400;

    private static final long METRICS_LINE = 200;

    /** Code, classes and libraries of a process, the collector's own memory: 115 to 150 MB in what was measured. */
    public static final long PROCESS = 150_000_000;

    /** What a collector lets a heap grow to before it collects at all: a 64th of the machine, about. */
    private static final long UNTOUCHED_HEAP = 400_000_000;

    /** Of a gigabyte of text 1.85 million words were counted (tokenize/BENCHMARK.md); words grow with its power of 0.6. */
    private static final double WORDS_OF_GIGABYTE = 1.85e6;

    private static final long BYTES_A_WORD = 600;

    /** A measured process comes out the same within this. */
    private static final double AGAIN = 0.1;

    static MemoryNeeds of(Demand demand, Cluster cluster, Layout layout, Optional<Calibration> calibration) {
        MemoryPlan task = MemoryPlan.of(demand.model(), demand.rounds(), layout.tasks(), cluster.threads());
        long history = demand.stages().stream()
                .mapToLong(stage -> stage.rounds() * LEDGER_LINE + stage.steps() * METRICS_LINE)
                .max()
                .orElse(0);
        long heap = HEAP + HEAP_OF_SLOT * cluster.slots() + history;
        long driver = DRIVER + words(demand);
        long offHeap = task.total() * layout.tasksOfExecutor();
        return new MemoryNeeds(
                cluster.local() ? heap + words(demand) : heap,
                task,
                layout.tasksOfExecutor(),
                cluster.local() ? heap + words(demand) : driver,
                process(cluster, calibration).plus(Estimate.exactly(offHeap)));
    }

    /** What is resident beside the model. */
    private static Estimate process(Cluster cluster, Optional<Calibration> calibration) {
        long heap = cluster.limits().heap();
        return calibration
                .map(measured -> new Estimate(measured.process() * (1 - AGAIN), measured.process() * (1 + AGAIN)))
                .orElseGet(() -> new Estimate(PROCESS + Math.min(heap, UNTOUCHED_HEAP), PROCESS + heap));
    }

    private static long words(Demand demand) {
        return demand.trainsTokenizer()
                ? Math.round(WORDS_OF_GIGABYTE * Math.pow(demand.textBytes() / 1e9, 0.6) * BYTES_A_WORD)
                : 0;
    }

    public long offHeap() {
        return task.total() * tasks;
    }

    /** What a task needs on a device; its exchange is the host's. */
    public long onDevice() {
        return task.total() - task.exchange();
    }
}
