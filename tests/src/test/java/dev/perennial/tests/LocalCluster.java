package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A standalone Spark cluster of processes, by {@code scripts/local-cluster}. */
record LocalCluster(Path folder) {
    static LocalCluster start(Path folder, int workers) throws IOException, InterruptedException {
        return start(folder, workers, Map.of());
    }

    /** One whose workers are hosts of their own. */
    static LocalCluster startHosts(Path folder, int workers) throws IOException, InterruptedException {
        return start(folder, workers, Map.of("LOCAL_CLUSTER_HOSTS", "true"));
    }

    private static LocalCluster start(Path folder, int workers, Map<String, String> settings)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        LocalCluster cluster = new LocalCluster(folder);
        Outcome outcome = cluster.script(settings, "start", Integer.toString(workers));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return cluster;
    }

    /** What a shell that wants to submit to this cluster has in its environment. */
    Map<String, String> environment() throws IOException, InterruptedException {
        Map<String, String> environment =
                Launcher.exports(script(Map.of(), "env").text());
        assertThat(environment).containsKeys("SPARK_HOME", "PERENNIAL_SUBMIT");
        return environment;
    }

    /** The executors that run now, on all workers. */
    List<ProcessHandle> executors() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("worker-.*\\.pid"))
                    .sorted()
                    .map(LocalCluster::alive)
                    .flatMap(Optional::stream)
                    .flatMap(ProcessHandle::descendants)
                    .filter(LocalCluster::isExecutor)
                    .toList();
        }
    }

    /** The daemon of a worker, from 0, or nothing where it is dead. */
    Optional<ProcessHandle> worker(int which) {
        return alive(folder.resolve("worker-" + (which + 1) + ".pid"));
    }

    Optional<ProcessHandle> master() {
        return alive(folder.resolve("master.pid"));
    }

    /** Pulls the cable of a worker's host, from 0. */
    void cut(int which) throws IOException, InterruptedException {
        succeed("cut", Integer.toString(which + 1));
    }

    void heal(int which) throws IOException, InterruptedException {
        succeed("heal", Integer.toString(which + 1));
    }

    /** All that daemons ({@code logs}) or executors ({@code work}) wrote. */
    String said(String where) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> all = Files.walk(folder.resolve(where))) {
            for (Path each : all.filter(file -> file.toString().matches(".*(stderr|stdout|\\.log)"))
                    .toList()) {
                text.append(Files.readString(each, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    void stop() throws IOException, InterruptedException {
        succeed("stop");
    }

    private void succeed(String... arguments) throws IOException, InterruptedException {
        Outcome outcome = script(Map.of(), arguments);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }

    private Outcome script(Map<String, String> settings, String... arguments) throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(settings);
        environment.put("LOCAL_CLUSTER", folder.toString());
        return Launcher.run(folder.resolve(arguments[0] + ".log"), environment, "local-cluster", arguments);
    }

    private static Optional<ProcessHandle> alive(Path file) {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                    .filter(ProcessHandle::isAlive);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isExecutor(ProcessHandle process) {
        return Arrays.asList(process.info().arguments().orElse(new String[0]))
                .contains("org.apache.spark.executor.CoarseGrainedExecutorBackend");
    }
}
