package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A YARN of processes, by {@code scripts/local-yarn}. */
record LocalYarn(Path folder) {

    static LocalYarn start(Path folder, int nodes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        LocalYarn yarn = new LocalYarn(folder);
        Outcome outcome = yarn.script("start", Integer.toString(nodes));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return yarn;
    }

    /** What a shell that wants to submit to it has in its environment. */
    Map<String, String> environment() throws IOException, InterruptedException {
        Map<String, String> environment = Launcher.exports(script("env").text());
        assertThat(environment).containsKeys("SPARK_HOME", "HADOOP_CONF_DIR", "PERENNIAL_SUBMIT");
        return environment;
    }

    /** The driver that runs in a container now, if there is one. */
    Optional<ProcessHandle> driver() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> nodes = files.filter(
                            file -> file.getFileName().toString().matches("node-.*\\.pid"))
                    .toList();
            for (Path node : nodes) {
                Optional<ProcessHandle> driver =
                        ProcessHandle.of(Long.parseLong(Files.readString(node).strip())).stream()
                                .flatMap(ProcessHandle::descendants)
                                .filter(LocalYarn::isDriver)
                                .findFirst();
                if (driver.isPresent()) {
                    return driver;
                }
            }
        }
        return Optional.empty();
    }

    /** What all containers said on standard error, in the order of their names. */
    String said() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each :
                    all.filter(file -> file.endsWith("stderr")).sorted().toList()) {
                text.append(Files.readString(each));
            }
        }
        return text.toString();
    }

    void stop() throws IOException, InterruptedException {
        Outcome outcome = script("stop");
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }

    private Outcome script(String... arguments) throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(Map.of("LOCAL_YARN", folder.toString()));
        return Launcher.run(folder.resolve(arguments[0] + ".log"), environment, "local-yarn", arguments);
    }

    private static boolean isDriver(ProcessHandle process) {
        return Arrays.asList(process.info().arguments().orElse(new String[0]))
                .contains("org.apache.spark.deploy.yarn.ApplicationMaster");
    }
}
