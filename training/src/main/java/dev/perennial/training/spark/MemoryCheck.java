package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.MemoryPlan;
import dev.perennial.training.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/** Asks the executors what they may use, and refuses a run that cannot fit before it starts. */
record MemoryCheck(MemoryPlan plan, int tasksOfExecutor) {
    private static final long MEBIBYTE = 1 << 20;

    static void run(JavaSparkContext context, TrainingPlan training, int tasks) {
        SparkConf conf = context.getConf();
        int cpus = conf.getInt("spark.task.cpus", 1);
        MemoryPlan plan = MemoryPlan.of(training.model(), training.rounds(), tasks, cpus);
        List<MemoryLimits> limits = context
                .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                .map(task -> MemoryLimits.ofThisProcess(SparkEnv.get().executorId()))
                .collect()
                .stream()
                .distinct()
                .toList();
        MemoryCheck check = new MemoryCheck(plan, Math.min(tasks, slotsOfExecutor(context, cpus)));
        limits.forEach(limit -> check.check(limit, overhead(conf)));
    }

    /** Of a local session all; else those there are, by the executors there are, of which Spark counts the driver as one. */
    private static int slotsOfExecutor(JavaSparkContext context, int cpus) {
        int slots = Math.max(1, context.defaultParallelism() / cpus);
        int executors = context.isLocal()
                ? 1
                : Math.max(1, context.sc().getExecutorMemoryStatus().size() - 1);
        return (slots + executors - 1) / executors;
    }

    /** What a container grants beside the heap: nothing where no cluster manager counts. */
    private static long overhead(SparkConf conf) {
        boolean counted = conf.get("spark.master").startsWith("yarn")
                || conf.get("spark.master").startsWith("k8s")
                || conf.contains("spark.executor.memoryOverhead");
        if (!counted) {
            return 0;
        }
        long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
        long byDefault = Math.max(384, (long) (heap * conf.getDouble("spark.executor.memoryOverheadFactor", 0.1)));
        return conf.getSizeAsMb("spark.executor.memoryOverhead", byDefault + "m") * MEBIBYTE;
    }

    void check(MemoryLimits limits, long overhead) {
        List<String> exceeded = new ArrayList<>();
        long all = plan.total() * tasksOfExecutor;
        long direct = plan.direct() * tasksOfExecutor;
        exceeds(all - direct, limits.javacpp(), "-Dorg.bytedeco.javacpp.maxbytes")
                .ifPresent(exceeded::add);
        exceeds(all - direct, limits.resident(), "-Dorg.bytedeco.javacpp.maxphysicalbytes")
                .ifPresent(exceeded::add);
        exceeds(direct, limits.direct(), "-XX:MaxDirectMemorySize").ifPresent(exceeded::add);
        exceeds(all, overhead, "spark.executor.memoryOverhead").ifPresent(exceeded::add);
        exceeds(all, limits.machine(), "the machine's memory").ifPresent(exceeded::add);
        if (plan.refusal().isPresent()) {
            throw refused(ErrorCode.UNSUPPORTED, plan.refusal().get(), "Take a smaller model");
        }
        if (!exceeded.isEmpty()) {
            throw refused(
                    ErrorCode.OUT_OF_RESOURCES,
                    tasksOfExecutor + " tasks of an executor need " + MemoryPlan.gigabytes(all)
                            + " off the heap, more than is granted by " + String.join(", ", exceeded),
                    "Raise what is named, or lower training.rounds.batch, the context, or the tasks of an executor");
        }
    }

    private static Optional<String> exceeds(long needed, long granted, String by) {
        return granted <= 0 || needed <= granted
                ? Optional.empty()
                : Optional.of(by + " = " + MemoryPlan.gigabytes(granted) + " (of which it needs "
                        + MemoryPlan.gigabytes(needed) + ")");
    }

    private PerennialException refused(ErrorCode code, String reason, String next) {
        return new PerennialException(code, "Cannot train: " + reason + ". " + plan.describe() + ". " + next + ".");
    }
}
