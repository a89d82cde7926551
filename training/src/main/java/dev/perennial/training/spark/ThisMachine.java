package dev.perennial.training.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a plan says of the machine that was measured, as Linux tells it. */
final class ThisMachine {
    private static final int KIBIBYTE = 1024;

    private ThisMachine() {}

    static String describe() throws IOException {
        String processor = find(Path.of("/proc/cpuinfo"), "model name").orElse("a processor");
        return processor + ", " + Runtime.getRuntime().availableProcessors() + " cores, "
                + Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).orElse("its own") + " kernels";
    }

    /** The most that was ever resident of this process. */
    static long peakResidentBytes() throws IOException {
        return find(Path.of("/proc/self/status"), "VmHWM")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")) * KIBIBYTE)
                .orElse(0L);
    }

    private static Optional<String> find(Path file, String key) throws IOException {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }
}
