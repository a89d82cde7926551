package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Seed;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A run that is killed at any moment leaves nothing that looks whole, and the same command finishes the same work. */
class KillTest {
    private static final Map<String, String> TWO_CORES = Launcher.local("local[2]");
    private static final int LONGEST_DELAY_MILLIS = 60;

    /** The moments, each the first appearance of a file that belongs to an artefact still in the making. */
    private static final List<String> MOMENTS = List.of(
            "streams/P-*/*.parquet*",
            "checkpoints/P-G-replay-25-*/rounds/round-0000000[2-9]/model.safetensors",
            "losses/*-on-*/documents-*.parquet");

    @Test
    void killedAgainAndAgainItEndsWithTheSameBytes() throws IOException, InterruptedException {
        MiniatureRun killed = MiniatureRun.fresh("killed");
        Artefacts artefacts = new Artefacts(killed.workspace());
        SplittableRandom random =
                new SplittableRandom(new Seed(3).named("kills").value());
        for (String moment : MOMENTS) {
            kill(killed, moment, random.nextInt(LONGEST_DELAY_MILLIS));
            // Whatever has a manifest is whole: this reads every listed file.
            artefacts.digests();
            assertThat(killed.workspace().resolve("report/index.html")).doesNotExist();
        }
        Path log = killed.folder().resolve("last.log");
        Outcome last = Launcher.run(log, TWO_CORES, "perennial", killed.command("run"));
        assertThat(last.exitCode()).as(last.text()).isZero();
        assertThat(last.text()).contains("loss on P");
        assertSame(killed);
    }

    /** As often as {@code -Dperennial.kills=20} says, at moments that follow no pattern: for nights, not for every build. */
    @Test
    @EnabledIfSystemProperty(named = "perennial.kills", matches = "[0-9]+")
    void killedAtAnyTimeItEndsWithTheSameBytes() throws IOException, InterruptedException {
        MiniatureRun killed = MiniatureRun.fresh("killed-at-any-time");
        SplittableRandom random =
                new SplittableRandom(new Seed(5).named("times").value());
        int finished = 0;
        for (int kill = Integer.getInteger("perennial.kills"); kill > 0; kill--) {
            Path log = killed.folder().resolve("kill-" + kill + ".log");
            Process process = Launcher.start(log, TWO_CORES, "perennial", killed.command("run"))
                    .process();
            if (process.waitFor(random.nextInt(1_000, 12_000), TimeUnit.MILLISECONDS)) {
                assertThat(process.exitValue()).as("see %s", log).isZero();
                finished++;
                assertSame(killed);
                MiniatureRun.remove(killed.workspace());
            }
            process.destroyForcibly().waitFor();
            new Artefacts(killed.workspace()).digests();
        }
        Outcome last = Launcher.run(killed.folder().resolve("last.log"), TWO_CORES, "perennial", killed.command("run"));
        assertThat(last.exitCode()).as(last.text()).isZero();
        assertSame(killed);
        System.err.println("runs that ended between the kills: " + finished);
    }

    private static void assertSame(MiniatureRun run) throws IOException {
        assertThat(new Artefacts(run.workspace()).digests())
                .isEqualTo(Undisturbed.get().artefacts().digests());
        assertThat(leftovers(run.workspace())).isEmpty();
    }

    /** Kills the run a little after a file appears that matches the moment; the run must not have ended before. */
    private static void kill(MiniatureRun run, String moment, int delayMillis)
            throws IOException, InterruptedException {
        Path log = run.folder().resolve("killed-" + MOMENTS.indexOf(moment) + ".log");
        Launcher.Child child = Launcher.start(log, TWO_CORES, "perennial", run.command("run"));
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + run.workspace() + "/" + moment);
            while (child.process().isAlive() && !appeared(run.workspace(), matcher)) {
                Thread.sleep(5);
            }
            Thread.sleep(delayMillis);
            assertThat(child.process().isAlive())
                    .as("alive at %s, see %s", moment, log)
                    .isTrue();
        } finally {
            child.process().destroyForcibly().waitFor();
        }
    }

    private static boolean appeared(Path workspace, PathMatcher matcher) throws IOException {
        if (!Files.exists(workspace)) {
            return false;
        }
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.anyMatch(matcher::matches);
        } catch (java.io.UncheckedIOException e) {
            // The run removed a folder while it was being looked through.
            return false;
        }
    }

    /** Saved rounds and temporary files that a finished run should not keep. */
    private static List<Path> leftovers(Path workspace) throws IOException {
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.filter(each -> {
                        String name = each.getFileName().toString();
                        return name.equals("rounds") || name.endsWith(".tmp") || name.matches("\\..*\\.[0-9a-f-]{36}");
                    })
                    .toList();
        }
    }
}
