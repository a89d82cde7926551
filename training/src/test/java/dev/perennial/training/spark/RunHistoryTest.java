package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.Json;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.LedgerLine;
import dev.perennial.training.checkpoint.StepMetrics;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.schedule.Phase;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunHistoryTest {
    @TempDir
    Path folder;

    private TrainingPlan plan;

    @BeforeEach
    void plan() throws Exception {
        // Rounds of 2*2*2 = 8 sequences; the last has 3: two of worker 0, one of it in a second step.
        plan = TinyRuns.plan(TinyRuns.stream(folder, 19), new RoundPlan(2, 2, 2));
    }

    private static WorkerRound.Outcome outcome(double[] losses, int[] sequences, long replayed) {
        long all = java.util.Arrays.stream(sequences).sum();
        return new WorkerRound.Outcome(
                losses, sequences, Map.of("new", all - replayed, "replay of old", replayed), List.of(), 1);
    }

    private static final List<WorkerRound.Outcome> ROUND = List.of(
            outcome(new double[] {4, 3}, new int[] {2, 2}, 1), outcome(new double[] {2, 1}, new int[] {2, 2}, 0));

    private static LedgerLine line(String text) {
        return Json.read(text, LedgerLine.class, "ledger");
    }

    @Test
    void aRoundsLineSaysWhatWasConsumedAtWhichLossAndRate() {
        RunHistory history = new RunHistory(plan);
        List<StepMetrics> steps = history.add(0, ROUND, 0.25, ByteBuffer.allocate(4));
        LedgerLine line = line(history.history(1, 0).ledger().get(0));
        assertThat(line.from()).isZero();
        assertThat(line.to()).isEqualTo(8);
        assertThat(line.tokens()).isEqualTo(64);
        assertThat(line.parts()).isEqualTo(Map.of("new", 7L, "replay of old", 1L));
        assertThat(line.loss()).isEqualTo(2.5);
        assertThat(line.rate()).isEqualTo(plan.rate(1));
        assertThat(line.parameters()).isEqualTo("48674bc7");
        assertThat(steps)
                .containsExactly(
                        new StepMetrics(0, 32, plan.rate(0), 3, null), new StepMetrics(1, 64, plan.rate(1), 2, 0.25));
    }

    @Test
    void lossesAreWeightedBySequences() {
        RunHistory history = new RunHistory(plan);
        List<WorkerRound.Outcome> last =
                List.of(outcome(new double[] {4, 1}, new int[] {2, 1}, 0), outcome(new double[] {}, new int[] {}, 0));
        List<StepMetrics> steps = history.add(2, last, 0.25, ByteBuffer.allocate(4));
        assertThat(line(history.history(3, 0).ledger().get(0)).loss()).isEqualTo(3);
        assertThat(steps).extracting(StepMetrics::tokens).containsExactly(18L * 8, 19L * 8);
        assertThat(steps.get(1).rate()).isEqualTo(1e-3);
    }

    @Test
    void aSavedLedgerThatWasChangedIsRefused() {
        RunHistory history = new RunHistory(plan);
        history.add(0, ROUND, 0.25, ByteBuffer.allocate(4));
        history.add(1, ROUND, 0.25, ByteBuffer.allocate(8));
        CheckpointFiles.History saved = history.history(2, 0);
        new RunHistory(plan).restore(saved);
        String first = saved.ledger().get(0);
        String second = saved.ledger().get(1);
        for (List<String> changed : List.of(
                List.of(first),
                List.of(second),
                List.of(first.replace("2.5", "2.4"), second),
                List.of(first, second.replace("2.5", "2.4")))) {
            assertThatThrownBy(() -> new RunHistory(plan)
                            .restore(new CheckpointFiles.History(
                                    saved.state(), changed, saved.metrics(), new Checkpoint.Timing(0, 0))))
                    .hasMessageContaining("Cannot trust a saved ledger");
        }
    }

    @Test
    void everyLineCarriesTheHashOfTheOneBefore() {
        RunHistory history = new RunHistory(plan);
        history.add(0, ROUND, 0.25, ByteBuffer.allocate(4));
        history.add(1, ROUND, 0.25, ByteBuffer.allocate(8));
        List<String> ledger = history.history(2, 0).ledger();
        assertThat(line(ledger.get(0)).previous())
                .isEqualTo(plan.stream().fingerprint().hex());
        assertThat(line(ledger.get(1)).previous()).isEqualTo(LedgerLine.hash(ledger.get(0)));
        assertThat(history.history(2, 0).state().lastLedgerHash()).isEqualTo(LedgerLine.hash(ledger.get(1)));
        assertThat(LedgerLine.hash(ledger.get(0).replace("\"to\":8", "\"to\":9")))
                .isNotEqualTo(line(ledger.get(1)).previous());
    }

    @Test
    void theStateNamesThePhaseOfTheLastStep() {
        RunHistory history = new RunHistory(plan);
        assertThat(history.history(0, 0).state().phase()).isEqualTo(Phase.WARM_UP);
        assertThat(history.history(1, 0).state().phase()).isEqualTo(Phase.DECAY);
        assertThat(Json.pretty(history.history(1, 0).state())).contains("\"phase\" : \"decay\"");
    }

    @Test
    void aRestoredHistoryGoesOnAsIfItHadNeverStopped() {
        RunHistory whole = new RunHistory(plan);
        RunHistory before = new RunHistory(plan);
        whole.add(0, ROUND, 0.25, ByteBuffer.allocate(4));
        before.add(0, ROUND, 0.25, ByteBuffer.allocate(4));
        RunHistory after = new RunHistory(plan);
        after.restore(before.history(1, 0));
        whole.add(1, ROUND, 0.25, ByteBuffer.allocate(4));
        after.add(1, ROUND, 0.25, ByteBuffer.allocate(4));
        assertThat(after.history(2, 0).ledger()).isEqualTo(whole.history(2, 0).ledger());
        assertThat(after.history(2, 0).metrics()).isEqualTo(whole.history(2, 0).metrics());
        assertThat(after.history(2, 0).state()).isEqualTo(whole.history(2, 0).state());
    }
}
