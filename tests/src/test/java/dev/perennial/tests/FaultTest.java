package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The whole pipeline on a cluster of two executors through faults of every kind at random moments: whatever happens, the same command
 * ends with the bytes of a run that was left alone. The long form is for nights: {@code scripts/fault-run}.
 */
class FaultTest {
    private static final Path TABLE = Path.of("target", "faults.md");

    /** Long enough to be hit in training: some 100 rounds, averages that become rare, an outer step, a stage that continues another. */
    private static final String LONGER =
            """
            training.rounds {
              workers = 3, batch = 4, steps-per-round = [ { until = 30 %, steps = 1 }, 4 ]
              outer = nesterov
            }
            training.checkpoint-every = 10
            stages.P { tokens = 60k, epochs = 60 }
            stages.P-G-replay-25 { tokens = 36k, epochs = 60 }
            """;

    @Test
    void aLostWorkerChangesNoByte() throws IOException, InterruptedException {
        try (FaultyRuns runs = FaultyRuns.ofMiniature("faults-short")) {
            FaultyRuns.Ending ending =
                    runs.meet(new Fault.KillWorker(1), FaultyRuns::inTraining).orElseThrow();
            assertThat(ending.bytes()).as(ending.row()).isEqualTo("same");
        }
    }

    /** As often as {@code -Dperennial.faults=20} says, all kinds in turn; {@code -Dperennial.faults.seed} draws other ones. */
    @Test
    @EnabledIfSystemProperty(named = "perennial.faults", matches = "[0-9]+")
    void whateverHappensTheArtefactsAreThoseOfAnUndisturbedRun() throws IOException, InterruptedException {
        int seed = Integer.getInteger("perennial.faults.seed", 5);
        SplittableRandom random =
                new SplittableRandom(new Seed(seed).named("faults").value());
        List<String> rows = new ArrayList<>();
        List<FaultyRuns.Ending> bad = new ArrayList<>();
        try (FaultyRuns runs = FaultyRuns.of("faults", LONGER)) {
            rows.add(String.format(
                    Locale.ROOT,
                    "A run that is left alone takes %.0f s. Seed %d.%n%n| fault | after | at | then | bytes |",
                    runs.seconds(),
                    seed));
            rows.add("|---|---|---|---|---|");
            int wanted = Integer.getInteger("perennial.faults");
            for (int kind = 0; rows.size() < wanted + 2; kind++) {
                Fault fault = Fault.KINDS.get(kind % Fault.KINDS.size()).apply(random);
                if (fault.needsRoot() && !FaultyCluster.isRoot()) {
                    System.err.println("skipped: " + fault.title() + " needs root");
                    continue;
                }
                double moment = random.nextDouble(0.2, 0.95) * runs.seconds();
                runs.meet(fault, (run, seconds) -> seconds >= moment).ifPresent(ending -> {
                    rows.add(ending.row());
                    System.err.println(ending.row());
                    if (!ending.fine()) {
                        bad.add(ending);
                    }
                });
                Files.write(TABLE, rows);
            }
        }
        assertThat(bad).isEmpty();
    }
}
