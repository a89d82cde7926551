package dev.perennial.training.spark;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.MemoryLimits;
import dev.perennial.training.MemoryPlan;
import dev.perennial.training.TrainingPlan;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.Pointer;

/** Asks the executors what they may use, and refuses a run that cannot fit before it starts. */
record MemoryCheck(MemoryPlan plan, int tasksOfExecutor) {
    private static final long MEBIBYTE = 1 << 20;

    static void run(JavaSparkContext context, TrainingPlan training, int tasks) {
        SparkConf conf = context.getConf();
        int cpus = conf.getInt("spark.task.cpus", 1);
        MemoryPlan plan = MemoryPlan.of(training.model(), training.rounds(), tasks, cpus);
        List<MemoryLimits> limits = context
                .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                .map(task -> ofThisProcess(SparkEnv.get().executorId()))
                .collect()
                .stream()
                .distinct()
                .toList();
        MemoryCheck check = new MemoryCheck(plan, Math.min(tasks, slotsOfExecutor(context, cpus)));
        limits.forEach(limit -> check.check(limit, overhead(conf, conf.get("spark.master"))));
    }

    static MemoryLimits ofThisProcess(String executor) {
        String direct = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxDirectMemorySize")
                .getValue();
        long heap = Runtime.getRuntime().maxMemory();
        return new MemoryLimits(
                executor,
                Pointer.maxBytes(),
                Pointer.maxPhysicalBytes(),
                direct.equals("0") ? heap : Long.parseLong(direct),
                Pointer.totalPhysicalBytes(),
                heap);
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
    static long overhead(SparkConf conf, String master) {
        boolean counted =
                master.startsWith("yarn") || master.startsWith("k8s") || conf.contains("spark.executor.memoryOverhead");
        if (!counted) {
            return 0;
        }
        long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
        long byDefault = Math.max(384, (long) (heap * conf.getDouble("spark.executor.memoryOverheadFactor", 0.1)));
        return conf.getSizeAsMb("spark.executor.memoryOverhead", byDefault + "m") * MEBIBYTE;
    }

    void check(MemoryLimits limits, long overhead) {
        if (plan.refusal().isPresent()) {
            throw refused(ErrorCode.UNSUPPORTED, plan.refusal().get(), "Take a smaller model");
        }
        List<String> exceeded = limits.exceeded(plan, tasksOfExecutor, overhead);
        if (!exceeded.isEmpty()) {
            throw refused(
                    ErrorCode.OUT_OF_RESOURCES,
                    tasksOfExecutor + " tasks of an executor need "
                            + MemoryPlan.gigabytes(plan.total() * tasksOfExecutor)
                            + " off the heap, more than is granted by " + String.join(", ", exceeded),
                    "Raise what is named, or lower training.rounds.batch, the context, or the tasks of an executor");
        }
    }

    private PerennialException refused(ErrorCode code, String reason, String next) {
        return new PerennialException(code, "Cannot train: " + reason + ". " + plan.describe() + ". " + next + ".");
    }
}
