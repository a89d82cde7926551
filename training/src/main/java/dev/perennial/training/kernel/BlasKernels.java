package dev.perennial.training.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which of OpenBLAS' kernels multiply matrices: the environment says, before the JVM starts, and the bits of a model depend on it. */
public final class BlasKernels {
    static final String CHOICE = "OPENBLAS_CORETYPE";

    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final List<String> AVX512 = List.of("avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd");

    private BlasKernels() {}

    /** What this machine could do faster than it is told to, for people; nothing where that is not known. */
    public static Optional<String> advice() {
        try {
            return Files.isReadable(PROCESSOR)
                    ? advice(System.getenv(CHOICE), Files.readAllLines(PROCESSOR))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @param processor lines of Linux' {@code cpuinfo} */
    static Optional<String> advice(String choice, List<String> processor) {
        boolean able = processor.stream()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line -> Arrays.asList(line.split("\\s+")).containsAll(AVX512))
                .orElse(false);
        return able && "HASWELL".equalsIgnoreCase(choice)
                ? Optional.of(
                        "this machine has AVX-512: with " + CHOICE
                                + "=SKYLAKEX it trains 1.5 to 1.8 times as fast, with other last digits; all executors must have it")
                : Optional.empty();
    }
}
