package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The miniature on Hadoop's own YARN with conf/clusters/yarn.conf, by bare spark-submit: the same bytes as on one machine without a cluster. */
@Tag("long")
class YarnTest {
    private final Undisturbed undisturbed = Undisturbed.get();
    private static LocalYarn yarn;
    private static Map<String, String> environment;

    @BeforeAll
    static void startYarn() throws IOException, InterruptedException {
        yarn = LocalYarn.start(MiniatureRun.fresh("yarn-home").folder(), 2);
        environment = yarn.environment();
    }

    @AfterAll
    static void stopYarn() throws IOException, InterruptedException {
        if (yarn != null) {
            yarn.stop();
        }
    }

    @Test
    void twoContainersGiveTheSameBytes() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("yarn-client");
        Outcome outcome =
                submit(run, "RunJob", List.of(), run.file().toString()).await();
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("loss on P");
        assertThat(new Artefacts(run.workspace()).digests())
                .isEqualTo(undisturbed.artefacts().digests());
    }

    @Test
    void driverKilledInItsContainerIsStartedAgainAndGivesTheSameBytes() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("yarn-cluster");
        List<String> options = List.of(
                "--deploy-mode",
                "cluster",
                "--files",
                run.file().toString(),
                // The driver has a container as well.
                "--conf",
                "spark.executor.instances=1");
        Launcher.Child child =
                submit(run, "TrainJob", options, run.file().getFileName().toString());
        try {
            while (child.process().isAlive() && !run.roundSaved()) {
                Thread.sleep(5);
            }
            Optional<ProcessHandle> driver = yarn.driver();
            assertThat(driver).as("a driver, see %s", child.log()).isPresent();
            assertThat(driver.get().destroyForcibly()).isTrue();
            Outcome outcome = child.await();
            assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        } finally {
            child.process().destroyForcibly();
        }
        assertThat(yarn.said()).contains("standing:");
        Map<String, String> digests = new Artefacts(run.workspace()).digests();
        assertThat(digests.keySet()).anyMatch(file -> file.startsWith("checkpoints/P-G-replay-25"));
        assertThat(undisturbed.artefacts().digests()).containsAllEntriesOf(digests);
    }

    /** By Spark's own program alone; {@code options} are laid over those of the cluster's file. */
    private static Launcher.Child submit(MiniatureRun run, String job, List<String> options, String conf)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--properties-file",
                Launcher.ROOT.resolve("conf/clusters/yarn.conf").toString()));
        arguments.addAll(List.of(environment.get("PERENNIAL_SUBMIT").split(" +")));
        arguments.addAll(options);
        arguments.addAll(List.of(
                "--class",
                "dev.perennial.jobs." + job,
                Launcher.ROOT.resolve("jobs/target/perennial.jar").toString(),
                "--conf-file",
                conf));
        return Launcher.start(
                run.folder().resolve("run.log"),
                environment,
                Path.of(environment.get("SPARK_HOME"), "bin", "spark-submit"),
                arguments.toArray(String[]::new));
    }
}
