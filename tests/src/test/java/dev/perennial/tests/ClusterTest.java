package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The miniature through spark-submit on two executors, each a process: the same bytes as on one machine without a cluster. */
class ClusterTest {
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
    void twoExecutorsGiveTheSameBytesAndReportProgress() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("cluster-two");
        Outcome outcome = Launcher.run(run.folder().resolve("run.log"), environment, "perennial", run.command("run"));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        // The loss in the progress line came from an executor, through the plugin that --jars carried there.
        assertThat(outcome.text())
                .contains("loss on P")
                .containsPattern("train P: 12,000 of 12,000 tokens.*loss [0-9]");
        assertThat(digests(run)).isEqualTo(undisturbed.artefacts().digests());
    }

    @Test
    void executorKilledInTrainingChangesNoByte() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("cluster-executor-killed");
        Launcher.Child child =
                Launcher.start(run.folder().resolve("run.log"), environment, "perennial", run.command("run"));
        try {
            while (child.process().isAlive() && !roundSaved(run.workspace())) {
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

    private static boolean roundSaved(Path workspace) throws IOException {
        if (!Files.exists(workspace)) {
            return false;
        }
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.anyMatch(each -> each.endsWith("_COMPLETE"));
        } catch (java.io.UncheckedIOException e) {
            return false;
        }
    }

    private static Map<String, String> digests(MiniatureRun run) throws IOException {
        return new Artefacts(run.workspace()).digests();
    }
}
