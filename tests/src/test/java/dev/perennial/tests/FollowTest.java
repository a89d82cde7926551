package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run knew on its way: states that it kept, evaluated while it goes on and after it is over. */
@Timeout(180)
class FollowTest {
    /** Sixteen rounds of 768 tokens; saved after every second, of which every second stays. */
    private static final String[] KEPT = {"--set", "training.keep-every=2", "--set", "evaluate.on=[P]"};

    private static Outcome run(MiniatureRun run, String master, String command, String... more) {
        return InProcess.run(master, run.command(command, with(KEPT, more)));
    }

    @Test
    @Tag("long")
    void aFollowerInAnotherProcessOutlivesAKilledRunAndEndsWithTheOneThatGoesOn()
            throws IOException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("followed");
        Path log = run.folder().resolve("follower.log");
        Launcher.Child follower = Launcher.start(
                log,
                Launcher.local("local[1]"),
                "perennial",
                run.command("evaluate", with(KEPT, "--follow", "--every", "2", "--stage", "P", "--wait", "2m")));
        try {
            killOnceItSaved(run, "round-00000004");
            await(() -> Files.readString(log).contains("waiting for the model of P; no run is in "));
            Outcome resumed = run(run, "local[1]", "train", "--stage", "P");
            assertThat(resumed.exitCode()).as(resumed.text()).isZero();
            Outcome followed = follower.await();
            assertThat(followed.exitCode()).as(followed.text()).isZero();
            assertThat(followed.text())
                    .containsOnlyOnce("P-at-3072 on P:")
                    .containsOnlyOnce("P-at-6144 on P:")
                    .containsOnlyOnce("P-at-9216 on P:")
                    .doesNotContain("P-at-1536", "P on P");
        } finally {
            follower.process().destroyForcibly();
        }
        // All stands, so nothing is computed and nothing waited for.
        Outcome again = run(run, "no-such-master", "evaluate", "--follow", "--every", "4", "--stage", "P");
        assertThat(again.exitCode()).as(again.text()).isZero();
        assertThat(again.text()).contains("P-at-6144 on P:").doesNotContain("P-at-3072", "waiting");
    }

    @Test
    void withoutARunAFollowerSaysWhatItMissesAndEnds() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("not-followed");
        Outcome early = run(run, "local[1]", "evaluate", "--follow", "--every", "4", "--stage", "P", "--wait", "0s");
        assertThat(early.exitCode()).as(early.text()).isZero();
        assertThat(early.text()).contains("no run is in ", "the model of P, the corpus P", "with the same settings");
    }

    /** Constant from token 3,000 of 12,000 on: which are all states that stay, after 3,072, 6,144 and 9,216, and the model itself. */
    @Test
    void theLastConstantStatesAreAveragedToAModel() throws IOException {
        MiniatureRun run = MiniatureRun.fresh("averaged");
        String text = Files.readString(run.file());
        int next = text.indexOf("P-G-replay-25 {");
        Files.writeString(
                run.file(),
                text.substring(0, next)
                        + "}\n"
                        + "stages.P.schedule = { curve = infinite, peak = 1e-2, constant = 5e-3, floor = 1e-3,"
                        + " warm-up = 5 %, cooldown = 20 %, anneal = 0 }\n"
                        + "training.keep-every = 2, evaluate { on = [P], old = P }\n");
        String average = "evaluate.models.mean.average={of=P,last=3}";
        Outcome evaluated =
                InProcess.run("local[2]", run.command("evaluate", "--every", "2", "--stage", "P", "--set", average));
        assertThat(evaluated.exitCode()).as(evaluated.text()).isZero();
        assertThat(evaluated.text()).containsSubsequence("P on P:", "mean on P:", "against P", "P-at-6144 on P:");
        assertThat(inputs(run, "mean-on-"))
                .containsExactlyElementsOf(List.of(
                        inputs(run, "P-at-6144-on-").get(0),
                        inputs(run, "P-at-9216-on-").get(0),
                        inputs(run, "P-on-").get(0)));
        Outcome many =
                InProcess.run("local[2]", run.command("evaluate", "--set", average.replace("3", "5"), "--dry-run"));
        assertThat(many.exitCode()).isEqualTo(2);
        assertThat(many.text()).contains("its run keeps fewer", "got 4, expected at least 5");
    }

    /** The fingerprints of the checkpoints that a loss was computed from. */
    private static List<String> inputs(MiniatureRun run, String name) throws IOException {
        Path file = new Artefacts(run.workspace())
                .manifests().stream()
                        .filter(each -> each.toString().contains("/losses/" + name))
                        .findFirst()
                        .orElseThrow();
        return Json.read(Files.readString(file), Manifest.class, file.toString()).inputs().entrySet().stream()
                .filter(input -> !input.getKey().equals("corpus"))
                .map(input -> input.getValue().hex())
                .toList();
    }

    private static void killOnceItSaved(MiniatureRun run, String round) throws IOException, InterruptedException {
        Path log = run.folder().resolve("killed.log");
        Launcher.Child child = Launcher.start(
                log, Launcher.local("local[1]"), "perennial", run.command("train", with(KEPT, "--stage", "P")));
        try {
            await(() -> new Artefacts(run.workspace())
                    .find("_COMPLETE").stream()
                            .anyMatch(each -> each.getParent().endsWith(round)));
            assertThat(child.process().isAlive()).as("alive, see %s", log).isTrue();
        } finally {
            child.process().destroyForcibly().waitFor();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        while (!holds(condition)) {
            Thread.sleep(10);
        }
    }

    private static boolean holds(Condition condition) throws IOException {
        try {
            return condition.holds();
        } catch (UncheckedIOException e) {
            // The run removed a folder while it was being looked through.
            return false;
        }
    }

    private static String[] with(String[] first, String... more) {
        return Stream.of(first, more).flatMap(Stream::of).toArray(String[]::new);
    }
}
