package dev.perennial.tests.benchmark;

import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.kernel.PeakRate;
import dev.perennial.training.kernel.ProductMeter;
import dev.perennial.training.kernel.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;

/** Our side of a comparison, in a JVM of its own that steps when it is told: it speaks as {@code gpt_neox.py time} does. */
public final class StepProcess {
    /** Until the compiler has done its work, which it does on a core that a second thread wants. */
    private static final int WARM_UP = 6;

    private static final double WARM_UP_SECONDS = 8;

    private StepProcess() {}

    /** Arguments: the shape and the number of threads. */
    public static void main(String[] arguments) throws IOException {
        StepShape shape = StepShape.parse(arguments[0]);
        Threads.use(Integer.parseInt(arguments[1]), () -> {
            serve(shape);
            return null;
        });
    }

    private static void serve(StepShape shape) throws IOException {
        try (Replica replica = shape.replica();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            long start = System.nanoTime();
            for (int step = 0; step < WARM_UP || (System.nanoTime() - start) / 1e9 < WARM_UP_SECONDS; step++) {
                steps(replica, shape, 1);
            }
            System.out.println("READY");
            double operations = ProductMeter.operations();
            double products = ProductMeter.seconds();
            double all = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int steps = Integer.parseInt(line.strip());
                long cpu = processNanos();
                long wall = System.nanoTime();
                steps(replica, shape, steps);
                double cpuSeconds = (processNanos() - cpu) / 1e9;
                all += cpuSeconds;
                System.out.println(cpuSeconds / steps + " " + (System.nanoTime() - wall) / 1e9 / steps);
            }
            products = ProductMeter.seconds() - products;
            operations = ProductMeter.operations() - operations;
            System.out.println(peakMegabytes() + " " + products / all + " " + operations / products / 1e9 + " "
                    + PeakRate.measured() / 1e9);
        }
    }

    private static void steps(Replica replica, StepShape shape, int count) {
        for (int step = 0; step < count; step++) {
            replica.step(shape.ids(), shape.labels(), shape.batch());
        }
    }

    private static long processNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double peakMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return new Scanner(line.substring(6)).nextLong() / 1024.0;
            }
        }
        return Double.NaN;
    }
}
