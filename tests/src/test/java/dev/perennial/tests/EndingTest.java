package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A run that has to end before its work is done: at its deadline, and when the machine is taken away. */
class EndingTest {
    @Test
    void deadlineEndsBeforeTheNextArtefact() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("deadline");
        Outcome outcome = InProcess.run("no-such-master", run.command("run", "--deadline", "0s"));
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        assertThat(outcome.text()).contains("stopped: ", "the time is up");
        assertThat(new Artefacts(run.workspace()).manifests()).isEmpty();
    }

    @Test
    void sigtermInTrainingSavesTheRoundAndTheSameCommandGoesOn() throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("sigterm");
        String[] command = run.command("run");
        Launcher.Child child =
                Launcher.start(run.folder().resolve("first.log"), Launcher.local("local[2]"), "perennial", command);
        while (child.process().isAlive() && !trains(run.workspace())) {
            Thread.sleep(5);
        }
        child.process().destroy();
        Outcome first = child.await();
        assertThat(first.exitCode()).as(first.text()).isEqualTo(143);
        assertThat(first.text()).contains("stopped: ", "which is saved");
        Outcome second =
                Launcher.run(run.folder().resolve("second.log"), Launcher.local("local[2]"), "perennial", command);
        assertThat(second.exitCode()).as(second.text()).isZero();
        assertThat(second.text()).containsPattern("train P.* goes on after round [0-9]+ of [0-9]+, which was saved");
        assertThat(new Artefacts(run.workspace()).digests())
                .isEqualTo(Undisturbed.get().artefacts().digests());
    }

    /** Whether a round was saved. */
    private static boolean trains(Path workspace) throws IOException {
        if (!Files.exists(workspace)) {
            return false;
        }
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.anyMatch(each -> each.endsWith("_COMPLETE"));
        } catch (UncheckedIOException e) {
            // The run removed a folder while it was being looked through.
            return false;
        }
    }
}
