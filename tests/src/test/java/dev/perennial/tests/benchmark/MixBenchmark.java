package dev.perennial.tests.benchmark;

import dev.perennial.conf.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Mixes made-up corpora of growing size on one core, {@code local[1]}, and prints a table in Markdown: tokens a second, memory,
 * bytes shuffled, the limit that the same machine shows without a shuffle, and the slope.
 */
public final class MixBenchmark {
    private static final long MILLION = 1_000_000;
    private static final Path FOLDER = Path.of("runs", "benchmark-mix");

    private MixBenchmark() {}

    /** {@code --full} measures 50, 250 and 1000 million tokens; numbers are millions of tokens and replace the sizes. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<Long> sizes = Arrays.stream(arguments)
                .filter(each -> each.matches("\\d+"))
                .map(Long::valueOf)
                .toList();
        if (sizes.isEmpty()) {
            sizes = List.of(arguments).contains("--full") ? List.of(50L, 250L, 1000L) : List.of(50L, 200L);
        }
        List<MixRun.Result> results = new ArrayList<>();
        for (long size : sizes) {
            child(Long.toString(size * MILLION), "prepare");
            results.add(Json.read(child(Long.toString(size * MILLION)), MixRun.Result.class, "a result"));
        }
        print(results);
    }

    /** The last line that a JVM like this one prints when it runs {@link MixRun}. */
    private static String child(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MixRun.class.getName()));
        command.add(FOLDER.toAbsolutePath().toUri().toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String last = "";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException("a run ended with " + process.exitValue() + ": " + command);
        }
        return last;
    }

    private static void print(List<MixRun.Result> results) {
        System.out.println(
                "| M tokens | documents | wall s | processor s | M tokens/s per core | heap MB | resident MB"
                        + " | shuffled MB | spilled MB | written MB | read alone s | write alone s | limit, M tokens/s | share of it |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (MixRun.Result each : results) {
            double limit = each.read() + each.write();
            System.out.printf(
                    Locale.ROOT,
                    "| %.0f | %,d | %.1f | %.1f | %.1f | %d | %d | %d | %d | %d | %.1f | %.1f | %.1f | %.0f %% |%n",
                    (double) each.tokens() / MILLION,
                    each.documents(),
                    each.wall(),
                    each.processor(),
                    each.tokens() / each.processor() / MILLION,
                    each.heap() / MILLION,
                    each.resident() / MILLION,
                    each.shuffled() / MILLION,
                    each.spilled() / MILLION,
                    each.written() / MILLION,
                    each.read(),
                    each.write(),
                    each.tokens() / limit / MILLION,
                    100 * limit / each.processor());
        }
        MixRun.Result first = results.get(0);
        MixRun.Result last = results.get(results.size() - 1);
        System.out.printf(
                Locale.ROOT,
                "%nslope: %.1f times the tokens take %.2f times the processor; what was added went at %.1f M tokens/s per core%n",
                (double) last.tokens() / first.tokens(),
                last.processor() / first.processor(),
                (last.tokens() - first.tokens()) / (last.processor() - first.processor()) / MILLION);
        System.out.println("seconds below Parquet, largest size: " + last.physical());
        results.forEach(each -> System.out.println("digest of " + each.tokens() + " tokens: " + each.digest()));
    }
}
