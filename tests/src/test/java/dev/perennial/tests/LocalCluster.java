package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A standalone Spark cluster of processes, by {@code scripts/local-cluster}. */
record LocalCluster(Path folder) {
    private static final Pattern EXPORT = Pattern.compile("export (\\w+)='?([^'\\n]*)'?");

    static LocalCluster start(Path folder, int workers) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        LocalCluster cluster = new LocalCluster(folder);
        Outcome outcome = cluster.script("start", Integer.toString(workers));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return cluster;
    }

    /** What a shell that wants to submit to this cluster has in its environment. */
    Map<String, String> environment() throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>();
        Matcher exports = EXPORT.matcher(script("env").text());
        while (exports.find()) {
            environment.put(exports.group(1), exports.group(2));
        }
        assertThat(environment).containsKeys("SPARK_HOME", "PERENNIAL_SUBMIT");
        return environment;
    }

    /** The executors that run now, on all workers. */
    List<ProcessHandle> executors() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("worker-.*\\.pid"))
                    .sorted()
                    .map(LocalCluster::process)
                    .flatMap(ProcessHandle::descendants)
                    .filter(LocalCluster::isExecutor)
                    .toList();
        }
    }

    void stop() throws IOException, InterruptedException {
        Outcome outcome = script("stop");
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }

    private Outcome script(String... arguments) throws IOException, InterruptedException {
        return Launcher.run(
                folder.resolve(arguments[0] + ".log"),
                Map.of("LOCAL_CLUSTER", folder.toString()),
                "local-cluster",
                arguments);
    }

    private static ProcessHandle process(Path file) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isExecutor(ProcessHandle process) {
        return Arrays.asList(process.info().arguments().orElse(new String[0]))
                .contains("org.apache.spark.executor.CoarseGrainedExecutorBackend");
    }
}
