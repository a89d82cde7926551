package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Training on a cluster of two executors, killed at random moments as often as {@code -Dperennial.kills=20} says; every run must end with
 * the bytes of one that was left alone. For nights, not for every build: {@code scripts/fault-run}.
 */
@EnabledIfSystemProperty(named = "perennial.kills", matches = "[0-9]+")
class FaultTest {
    private static final int LIMIT_SECONDS = 300;
    private static final Path TABLE = Path.of("target", "faults.md");

    private enum Victim {
        EXECUTOR,
        BOTH_EXECUTORS,
        DRIVER
    }

    /** Long enough to be hit in training: some 300 rounds, averages that become rare, an outer step, a stage that continues another. */
    private static final String LONGER =
            """
            training.rounds {
              workers = 3, batch = 4, steps-per-round = [ { until = 30 %, steps = 1 }, 4 ]
              outer = nesterov
            }
            training.checkpoint-every = 10
            stages.P { tokens = 240k, epochs = 60 }
            stages.P-G-replay-25 { tokens = 120k, epochs = 60 }
            """;

    private MiniatureRun prepared;
    private LocalCluster cluster;
    private Map<String, String> environment;
    private final List<String> rows = new ArrayList<>();

    @BeforeEach
    void startCluster() throws IOException, InterruptedException {
        cluster = LocalCluster.start(MiniatureRun.fresh("faults-cluster").folder(), 2);
        environment = cluster.environment();
        prepared = longer("faults-undisturbed");
        Outcome mixed = Launcher.run(
                prepared.folder().resolve("mix.log"), Launcher.local("local[2]"), "perennial", prepared.command("mix"));
        assertThat(mixed.exitCode()).as(mixed.text()).isZero();
    }

    @AfterEach
    void stopCluster() throws IOException, InterruptedException {
        Files.writeString(TABLE, String.join("\n", rows) + "\n");
        if (cluster != null) {
            cluster.stop();
        }
    }

    @Test
    void whoeverIsKilledTheCheckpointsAreThoseOfAnUndisturbedRun() throws IOException, InterruptedException {
        int kills = Integer.getInteger("perennial.kills");
        MiniatureRun undisturbed = copy("faults-left-alone");
        double seconds = finish(undisturbed, 0);
        Map<String, String> expected = new Artefacts(undisturbed.workspace()).digests();
        rows.add(String.format(
                Locale.ROOT,
                "An undisturbed run takes %.0f s. Seed 5.%n%n| | killed | after | at | then | bytes |",
                seconds));
        rows.add("|---|---|---|---|---|---|");
        SplittableRandom random =
                new SplittableRandom(new Seed(5).named("faults").value());
        for (int kill = 1; kill <= kills; ) {
            Victim victim = Victim.values()[kill % Victim.values().length];
            MiniatureRun run = copy("faults-killed");
            double moment = random.nextDouble(0.15, 1) * seconds;
            String row = disturbed(run, victim, moment, random.nextInt(2));
            if (row.isEmpty()) {
                continue;
            }
            boolean same = new Artefacts(run.workspace()).digests().equals(expected);
            rows.add("| " + kill + " | " + row + " | " + (same ? "same" : "DIFFERENT") + " |");
            System.err.println(rows.get(rows.size() - 1));
            assertThat(same).as(row).isTrue();
            kill++;
        }
    }

    /** A row of the table, or nothing where the run had ended before the moment, or had no executors yet. */
    private String disturbed(MiniatureRun run, Victim victim, double moment, int which)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Launcher.Child child =
                Launcher.start(run.folder().resolve("killed.log"), environment, "perennial", run.command("train"));
        Process driver = child.process();
        if (driver.waitFor((long) (moment * 1000), TimeUnit.MILLISECONDS)) {
            return "";
        }
        String place = place(run.workspace());
        if (!kill(victim, driver, which)) {
            driver.destroyForcibly().waitFor();
            return "";
        }
        String then;
        if (victim == Victim.DRIVER) {
            driver.waitFor();
            finish(run, 1);
            then = "run again";
        } else {
            assertThat(driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("ended, see %s", child.log())
                    .isTrue();
            then = "went on by itself";
            if (driver.exitValue() != 0) {
                finish(run, 1);
                then = "ended with code " + driver.exitValue() + ", run again";
            }
        }
        return String.format(
                Locale.ROOT,
                "%s | %.1f s | %s | %s, %.0f s in all",
                victim.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                moment,
                place,
                then,
                (System.nanoTime() - began) / 1e9);
    }

    private boolean kill(Victim victim, Process driver, int which) throws IOException {
        List<ProcessHandle> executors = cluster.executors();
        return switch (victim) {
            case DRIVER -> driver.destroyForcibly() != null;
            case EXECUTOR -> executors.size() == 2 && executors.get(which).destroyForcibly();
            case BOTH_EXECUTORS ->
                executors.size() == 2
                        && executors.get(which).destroyForcibly()
                        && executors.get(1 - which).destroyForcibly();
        };
    }

    /** Runs to the end; returns the seconds. */
    private double finish(MiniatureRun run, int attempt) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Launcher.Child child = Launcher.start(
                run.folder().resolve("run-" + attempt + ".log"), environment, "perennial", run.command("train"));
        assertThat(child.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("ended, see %s", child.log())
                .isTrue();
        assertThat(child.process().exitValue())
                .as(Files.readString(child.log()))
                .isZero();
        return (System.nanoTime() - began) / 1e9;
    }

    /** How far training had come, by what it had saved. */
    private static String place(Path workspace) throws IOException {
        Path checkpoints = workspace.resolve("checkpoints");
        if (!Files.exists(checkpoints)) {
            return "before training";
        }
        try (Stream<Path> all = Files.walk(checkpoints)) {
            return all.filter(each -> each.getFileName().toString().matches("round-\\d+|manifest.json"))
                    .max(java.util.Comparator.comparingLong(
                            each -> each.toFile().lastModified()))
                    .map(each -> each.endsWith("manifest.json")
                            ? "between stages"
                            : checkpoints.relativize(each).getName(0).toString().replaceAll("-[0-9a-f]{12}$", "") + ", "
                                    + each.getFileName().toString().replaceAll("-0*", " "))
                    .orElse("first rounds");
        } catch (java.io.UncheckedIOException e) {
            return "while saving";
        }
    }

    private static MiniatureRun longer(String name) throws IOException {
        MiniatureRun run = MiniatureRun.fresh(name);
        Files.writeString(run.file(), Files.readString(run.file()) + LONGER);
        return run;
    }

    /** A workspace with corpora and streams, where nothing is trained yet. */
    private MiniatureRun copy(String name) throws IOException {
        MiniatureRun run = longer(name);
        try (Stream<Path> all = Files.walk(prepared.workspace())) {
            for (Path each : all.toList()) {
                Path target = run.workspace()
                        .resolve(prepared.workspace().relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else if (!each.getFileName().toString().equals(".lock")) {
                    Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return run;
    }
}
