package dev.perennial.tests.benchmark;

import com.typesafe.config.ConfigFactory;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Seed;
import dev.perennial.jobs.ModelShape;
import dev.perennial.training.MemoryPlan;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.Threads;
import dev.perennial.training.model.AdamW;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.plan.MemoryNeeds;
import dev.perennial.training.round.RoundPlan;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.nd4j.linalg.schedule.FixedSchedule;

/**
 * Seconds and memory of a training step of a shape in conf/models, clipping and AdamW included, beside what {@link MemoryPlan} says:
 * {@code MODEL.conf BATCH STEPS THREADS [CONTEXT]}. The plan, the heap that the collector took and 150 MB of code and libraries are held
 * against the peak of the process.
 */
final class StepBenchmark {
    private static final long KIBIBYTE = 1024;
    private static final double RATE = 3e-4;
    private static final double GIGA = 1e9;

    private StepBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        File file = new File(arguments[0]);
        int batch = Integer.parseInt(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        int threads = Integer.parseInt(arguments[3]);
        ModelShape shape = new RecordReader(new Problems())
                .read(ConfigFactory.parseFile(file).resolve().root(), ModelShape.class);
        GptNeoX model = shape.forTokens(shape.vocabulary().orElse(4096));
        if (arguments.length > 4) {
            model = model.withContext(Integer.parseInt(arguments[4]));
        }
        MemoryPlan plan = MemoryPlan.of(model, new RoundPlan(1, 1, batch), 1, threads);
        System.out.println(model + "\n" + plan.describe());
        Backend.CPU.arithmetic();
        GptNeoX measured = model;
        Threads.use(threads, () -> measure(measured, batch, steps));
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        long expected = plan.total() + heap + MemoryNeeds.PROCESS;
        System.out.printf(
                Locale.ROOT,
                "peak of the process %.3f GB, of which the heap has %.3f: %+.1f %% of the expected %.3f GB%n",
                peak() / GIGA,
                heap / GIGA,
                100.0 * (peak() - expected) / expected,
                expected / GIGA);
    }

    private static Void measure(GptNeoX model, int batch, int steps) {
        try (Replica replica = Replica.create(model, AdamW.PAPER, new FixedSchedule(RATE), Seed.of(1), Backend.CPU)) {
            for (int step = 0; step < steps; step++) {
                int[] tokens = new SplittableRandom(step)
                        .ints((long) batch * model.context() + 1, 0, model.vocabulary())
                        .toArray();
                int[] ids = java.util.Arrays.copyOf(tokens, tokens.length - 1);
                int[] labels = java.util.Arrays.copyOfRange(tokens, 1, tokens.length);
                long start = System.nanoTime();
                double loss = replica.step(ids, labels, batch);
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "step %d: loss %.4f, %.2f s, %.0f tokens/s%n",
                        step,
                        loss,
                        seconds,
                        ids.length / seconds);
            }
        }
        return null;
    }

    /** VmHWM: the most that was resident since the process began. */
    private static long peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(kilobytes -> Long.parseLong(kilobytes) * KIBIBYTE)
                .findFirst()
                .orElseThrow();
    }
}
