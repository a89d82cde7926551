package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The miniature through spark-submit on two executors, each a process, with authentication and encryption on: the same bytes
 * as on one machine without a cluster. The cluster has Spark's jars only; all of ours comes with the application's.
 */
class ClusterTest {
    private static final String SECRET = "planted-in-settings";

    private final Undisturbed undisturbed = Undisturbed.get();
    private static LocalCluster cluster;
    private static Map<String, String> environment;

    @BeforeAll
    static void startCluster() throws IOException, InterruptedException {
        MiniatureRun home = MiniatureRun.fresh("cluster-home");
        cluster = LocalCluster.start(home.folder(), 2);
        environment = new HashMap<>(cluster.environment());
    }

    @AfterAll
    static void stopCluster() throws IOException, InterruptedException {
        if (cluster != null) {
            cluster.stop();
        }
    }

    @Test
    void bareSparkSubmitOnTwoExecutorsGivesTheSameBytes() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("cluster-two");
        Outcome outcome = submit(run, List.of("--class", "dev.perennial.jobs.RunJob"));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        // The loss in the progress line came from an executor, through a plugin of the application's jar.
        assertThat(outcome.text())
                .contains("loss on P")
                .containsPattern("train P: 12,000 of 12,000 tokens.*loss [0-9]");
        assertThat(digests(run)).isEqualTo(undisturbed.artefacts().digests());
    }

    @Test
    @Tag("long")
    void driverOnAWorkerGivesTheSameBytes() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("cluster-driver");
        List<String> options = new ArrayList<>(List.of("--deploy-mode", "cluster", "--properties-file"));
        options.add(Launcher.ROOT.resolve("conf/clusters/standalone.conf").toString());
        options.addAll(List.of(environment.get("PERENNIAL_SUBMIT").split(" +")));
        // The driver takes one of the two cores.
        options.addAll(List.of("--conf", "spark.cores.max=1"));
        options.addAll(List.of("--conf", "spark.standalone.submit.waitAppCompletion=true"));
        options.addAll(List.of("--class", "dev.perennial.jobs.TrainJob"));
        Outcome outcome = submit(run, options);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(digests(run).keySet()).anyMatch(file -> file.startsWith("checkpoints/P-G-replay-25"));
        assertThat(undisturbed.artefacts().digests()).containsAllEntriesOf(digests(run));
    }

    @Test
    @Tag("long")
    void executorKilledInTrainingChangesNoByte() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("cluster-executor-killed");
        Launcher.Child child = Launcher.start(
                run.folder().resolve("run.log"),
                environment,
                "perennial",
                run.command("run", "--cluster", "standalone"));
        try {
            while (child.process().isAlive() && !run.roundSaved()) {
                Thread.sleep(5);
            }
            List<ProcessHandle> executors = cluster.executors();
            assertThat(executors).hasSize(2);
            assertThat(executors.get(0).destroyForcibly()).isTrue();
            Outcome outcome = child.await();
            assertThat(outcome.exitCode()).as(outcome.text()).isZero();
            assertThat(outcome.text()).contains("Lost executor");
        } finally {
            child.process().destroyForcibly();
        }
        assertThat(digests(run)).isEqualTo(undisturbed.artefacts().digests());
    }

    /** Of the log file of a cluster that has one; where there is none, this application's takes its place. */
    @Test
    void aLogFormatOfTheClustersOwnTellsNoSecretEither() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("cluster-log");
        Files.writeString(run.file(), "let.database-password = " + SECRET + "\n", StandardOpenOption.APPEND);
        Path file = Path.of(environment.get("SPARK_HOME"), "conf", "log4j2.properties");
        String ours = Files.readString(file);
        Files.writeString(
                file,
                """
                rootLogger.level = info
                rootLogger.appenderRef.out.ref = out
                appender.out.type = Console
                appender.out.name = out
                appender.out.target = SYSTEM_ERR
                appender.out.layout.type = PatternLayout
                appender.out.layout.pattern = foreign %p %c{1} %m%n
                """);
        try {
            Outcome outcome = submit(
                    run,
                    List.of(
                            "--conf",
                            "spark.hadoop.fs.example.secret.key=" + SECRET,
                            "--conf",
                            "spark.hadoop.example.passwd=" + SECRET,
                            "--conf",
                            "spark.executorEnv.EXAMPLE_TOKEN=" + SECRET,
                            "--conf",
                            "spark.logConf=true",
                            "--class",
                            "dev.perennial.jobs.TokenizeJob"));
            assertThat(outcome.exitCode()).as(outcome.text()).isZero();
            String executors = cluster.said("work");
            assertThat(outcome.text()).contains("foreign INFO", "fs.example.secret.key");
            assertThat(executors).contains("foreign INFO CoarseGrainedExecutorBackend");
            assertThat(List.of(outcome.text(), executors, cluster.said("logs")))
                    .noneMatch(text -> text.contains(SECRET));
        } finally {
            Files.writeString(file, ours);
        }
    }

    /** By Spark's own program alone, with none of ours around it. */
    private static Outcome submit(MiniatureRun run, List<String> options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(options);
        arguments.add(Launcher.ROOT.resolve("jobs/target/perennial.jar").toString());
        arguments.addAll(List.of("--conf-file", run.file().toString()));
        return Launcher.start(
                        run.folder().resolve("run.log"),
                        environment,
                        Path.of(environment.get("SPARK_HOME"), "bin", "spark-submit"),
                        arguments.toArray(String[]::new))
                .await();
    }

    private static Map<String, String> digests(MiniatureRun run) throws IOException {
        return new Artefacts(run.workspace()).digests();
    }
}
