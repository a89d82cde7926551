package dev.perennial.training.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.training.round.RoundPlan.Window;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RoundPlanTest {
    @Property(tries = 300)
    void everyPositionIsTrainedOnOnceAndInOrder(
            @ForAll @IntRange(min = 1, max = 9) int workers,
            @ForAll @IntRange(min = 1, max = 5) int steps,
            @ForAll @IntRange(min = 1, max = 7) int batch,
            @ForAll @IntRange(min = 1, max = 900) int sequences) {
        RoundPlan plan = new RoundPlan(workers, steps, batch);
        long next = 0;
        for (long round = 0; round < plan.rounds(sequences); round++) {
            assertThat(plan.consumed(round, sequences)).isEqualTo(next);
            for (int worker = 0; worker < workers; worker++) {
                Window window = plan.window(round, worker, sequences);
                assertThat(window.from()).isEqualTo(next);
                assertThat(window.sequences()).isBetween(0L, (long) steps * batch);
                next = window.to();
            }
            assertThat(next).isGreaterThan(plan.consumed(round, sequences));
        }
        assertThat(next).isEqualTo(sequences);
    }

    @Property(tries = 300)
    void whatIsConsumedAfterAStepIsWhatAllWorkersHaveSeenByThen(
            @ForAll @IntRange(min = 1, max = 9) int workers,
            @ForAll @IntRange(min = 1, max = 5) int steps,
            @ForAll @IntRange(min = 1, max = 7) int batch,
            @ForAll @IntRange(min = 1, max = 900) int sequences) {
        RoundPlan plan = new RoundPlan(workers, steps, batch);
        for (long round = 0; round < plan.rounds(sequences); round++) {
            for (int step = 0; step < steps; step++) {
                long seen = plan.consumed(round, sequences);
                for (int worker = 0; worker < workers; worker++) {
                    seen += Math.min(
                            (step + 1L) * batch,
                            plan.window(round, worker, sequences).sequences());
                }
                assertThat(plan.consumedAfterStep(round, step, sequences)).isEqualTo(seen);
            }
            assertThat(plan.consumedAfterStep(round, steps - 1, sequences))
                    .isEqualTo(plan.consumed(round + 1, sequences));
        }
    }

    @Test
    void everyWorkersWindowIsWithinOneSequenceOfTheReplayShare() {
        RoundPlan plan = new RoundPlan(4, 5, 8);
        Share share = new Share(1, 20);
        for (long round = 0; round < 50; round++) {
            for (int worker = 0; worker < 4; worker++) {
                Window window = plan.window(round, worker, Long.MAX_VALUE);
                long replayed = share.of(window.to()) - share.of(window.from());
                assertThat(Math.abs(replayed - 40 / 20)).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void nothingBelowOneIsPlanned() {
        assertThatThrownBy(() -> new RoundPlan(0, 1, 1))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("workers");
        assertThatThrownBy(() -> new RoundPlan(1, 0, 1)).hasMessageContaining("steps-per-round");
        assertThatThrownBy(() -> new RoundPlan(1, 1, -1)).hasMessageContaining("batch");
    }
}
