package dev.perennial.tests.benchmark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** A process that takes steps when it is asked, ours or the peer. */
final class Stepper implements AutoCloseable {
    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;

    private Stepper(ProcessBuilder builder) throws IOException {
        process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        to = new PrintStream(process.getOutputStream(), true);
        from = process.inputReader();
        for (String line = from.readLine(); !"READY".equals(line); line = from.readLine()) {
            if (line == null) {
                throw new IOException("the process ended before it was ready: " + builder.command());
            }
        }
    }

    static Stepper ours(String shape, int threads) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@scripts/spark/java.options",
                // A step allocates next to nothing: garbage need not gather.
                "-Xmx20m",
                "-Xmn3m",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.maxbytes=14g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=18g",
                "-cp",
                classPath(),
                StepProcess.class.getName(),
                shape,
                Integer.toString(threads)));
        return new Stepper(new ProcessBuilder(command));
    }

    /** Without what a step does not load, as PyTorch is without it: a JVM holds the directory of every jar on its path, those of a cluster 25 MB. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().matches("(aws|hadoop|spark)-.*"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** None where no Python has PyTorch. */
    static Optional<Stepper> peer(Path folder, int threads) throws IOException {
        Optional<String> python = Stream.of("python3", "/usr/bin/python3")
                .filter(Stepper::hasTorch)
                .findFirst();
        if (python.isEmpty()) {
            return Optional.empty();
        }
        ProcessBuilder builder =
                new ProcessBuilder(python.get(), "-B", "tests/peers/gpt_neox.py", "time", folder.toString());
        String count = Integer.toString(threads);
        builder.environment()
                .putAll(Map.of("PEER_THREADS", count, "OMP_NUM_THREADS", count, "OPENBLAS_NUM_THREADS", count));
        // PyTorch takes whatever BLAS the system has, perhaps the reference one; the comparison is with the OpenBLAS
        // that we use.
        Path openblas = Path.of(Loader.load(openblas_nolapack.class)).resolveSibling("libopenblas.so.0");
        builder.environment().put("LD_PRELOAD", openblas.toString());
        return Optional.of(new Stepper(builder));
    }

    private static boolean hasTorch(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import torch")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /** CPU and wall seconds a step. */
    double[] steps(int count) throws IOException {
        to.println(count);
        return numbers();
    }

    /** Ends the process; peak MB, and of ours the share of products, their GFLOP/s, and the machine's. */
    double[] end() throws IOException {
        to.close();
        return numbers();
    }

    private double[] numbers() throws IOException {
        return Arrays.stream(from.readLine().split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
