package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run knew on its way: states that it kept, evaluated while it goes on and after it is over. */
@Timeout(60)
class FollowTest {
    /** Sixteen rounds of 768 tokens; saved after every second, of which every second stays. */
    private static final String[] KEPT = {"--set", "training.keep-every=2", "--set", "evaluate.on=[P]"};

    private static Outcome run(MiniatureRun run, String master, String command, String... more) {
        String[] all = java.util.stream.Stream.of(KEPT, more)
                .flatMap(java.util.stream.Stream::of)
                .toArray(String[]::new);
        return InProcess.run(master, run.command(command, all));
    }

    @Test
    void aFollowerEvaluatesStatesBesideTheRunAndEndsWithIt()
            throws IOException, ExecutionException, InterruptedException {
        MiniatureRun run = MiniatureRun.fresh("followed");
        Outcome trained = run(run, "local[2]", "train", "--stage", "P");
        assertThat(trained.exitCode()).as(trained.text()).isZero();
        Path manifest = new Artefacts(run.workspace())
                .manifests().stream()
                        .filter(each -> each.toString().contains("/checkpoints/P-"))
                        .findFirst()
                        .orElseThrow();
        Path hidden = manifest.resolveSibling("manifest.hidden");
        Files.move(manifest, hidden);
        Outcome early = run(run, "local[2]", "evaluate", "--follow", "--every", "4", "--stage", "P");
        assertThat(early.exitCode()).as(early.text()).isZero();
        assertThat(early.text()).contains("no run is in the workspace", "the model of P");

        try (FileChannel channel = FileChannel.open(run.workspace().resolve(".lock"), StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            CompletableFuture<Void> end = CompletableFuture.runAsync(() -> finish(run.workspace(), hidden, manifest));
            Outcome followed = run(run, "local[2]", "evaluate", "--follow", "--every", "2", "--stage", "P");
            assertThat(followed.exitCode()).as(followed.text()).isZero();
            end.get();
            assertThat(followed.text())
                    .contains("P-at-3072 on P:", "P-at-6144 on P:", "P-at-9216 on P:")
                    .doesNotContain("P-at-1536");
        }
        assertThat(losses(run)).hasSize(3);
        // All stands, so nothing is computed, and the model itself is not the follower's to evaluate.
        Outcome again = run(run, "no-such-master", "evaluate", "--follow", "--every", "4", "--stage", "P");
        assertThat(again.exitCode()).as(again.text()).isZero();
        assertThat(again.text()).contains("P-at-6144 on P:").doesNotContain("P-at-3072");
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

    /** As the run would: its model stands some time after its last states. */
    private static void finish(Path workspace, Path hidden, Path manifest) {
        try {
            while (Files.notExists(workspace.resolve("losses"))
                    || lossesIn(workspace).size() < 3) {
                Thread.sleep(50);
            }
            Files.move(hidden, manifest);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Path> losses(MiniatureRun run) throws IOException {
        return lossesIn(run.workspace());
    }

    private static List<Path> lossesIn(Path workspace) throws IOException {
        return new Artefacts(workspace)
                .manifests().stream()
                        .filter(each -> each.toString().contains("/losses/P-at-"))
                        .toList();
    }
}
