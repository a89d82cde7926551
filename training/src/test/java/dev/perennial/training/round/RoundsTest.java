package dev.perennial.training.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Length;
import dev.perennial.conf.Share;
import dev.perennial.conf.Tokens;
import dev.perennial.training.round.Rounds.Window;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final int CONTEXT = 8;

    /** One to three numbers of local steps, with boundaries anywhere in the stage or behind it. */
    @Provide
    Arbitrary<Rounds> rounds() {
        Arbitrary<Stretch> stretch = Combinators.combine(
                        Arbitraries.longs().between(0, 9000),
                        Arbitraries.integers().between(1, 5))
                .as((until, steps) -> new Stretch(new Length.Absolute(new Tokens(until)), steps));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 9),
                        stretch.list().ofMaxSize(2),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 7),
                        Arbitraries.longs().between(1, 900))
                .as((workers, early, steps, batch, sequences) -> {
                    List<Stretch> all = new java.util.ArrayList<>(early);
                    all.add(Stretch.whole(steps));
                    return new Rounds(new RoundPlan(workers, all, batch, new Average()), sequences, CONTEXT);
                });
    }

    @Property(tries = 500)
    void everyPositionIsTrainedOnOnceAndInOrder(@ForAll("rounds") Rounds rounds) {
        long next = 0;
        for (long round = 0; round < rounds.count(); round++) {
            assertThat(rounds.consumed(round)).isEqualTo(next);
            for (int worker = 0; worker < rounds.plan().workers(); worker++) {
                Window window = rounds.window(round, worker);
                assertThat(window.from()).isEqualTo(next);
                assertThat(window.sequences())
                        .isBetween(
                                0L, (long) rounds.steps(round) * rounds.plan().batch());
                next = window.to();
            }
            assertThat(next).isGreaterThan(rounds.consumed(round));
        }
        assertThat(next).isEqualTo(rounds.sequences());
        assertThat(rounds.consumed(rounds.count())).isEqualTo(next);
    }

    @Property(tries = 500)
    void whatIsConsumedAfterAStepIsWhatAllWorkersHaveSeenByThen(@ForAll("rounds") Rounds rounds) {
        long number = 0;
        for (long round = 0; round < rounds.count(); round++) {
            assertThat(rounds.firstStep(round)).isEqualTo(number);
            for (int step = 0; step < rounds.steps(round); step++, number++) {
                long seen = rounds.consumed(round);
                for (int worker = 0; worker < rounds.plan().workers(); worker++) {
                    seen += Math.min(
                            (step + 1L) * rounds.plan().batch(),
                            rounds.window(round, worker).sequences());
                }
                assertThat(rounds.consumedAfterStep(round, step)).isEqualTo(seen);
                assertThat(rounds.consumedAfter(number)).isEqualTo(new Tokens(seen * CONTEXT));
            }
            assertThat(rounds.consumedAfterStep(round, rounds.steps(round) - 1)).isEqualTo(rounds.consumed(round + 1));
        }
    }

    @Property
    void theLastStepEndsAtTheLastTokenAndNoneBeforeItDoes(@ForAll("rounds") Rounds rounds) {
        long last = rounds.stepCount() - 1;
        assertThat(rounds.consumedAfter(last))
                .isEqualTo(rounds.total())
                .isEqualTo(new Tokens(CONTEXT * rounds.sequences()));
        for (long step = 1; step <= last; step++) {
            assertThat(rounds.consumedAfter(step)).isGreaterThan(rounds.consumedAfter(step - 1));
        }
    }

    @Test
    void averagesBecomeRareFromTheRoundOnThatBeginsBehindTheBoundary() {
        RoundPlan plan = new RoundPlan(
                2,
                List.of(new Stretch(Length.parse("100"), 1), new Stretch(Length.parse("50 %"), 2), Stretch.whole(4)),
                5,
                new Average());
        // Rounds of 10, 20 and 40 sequences of 8 tokens: 100 tokens end in the second round, half of 200 after two of
        // 20 more.
        Rounds rounds = new Rounds(plan, 200, CONTEXT);
        assertThat(List.of(rounds.steps(0), rounds.steps(1), rounds.steps(2), rounds.steps(5), rounds.steps(6)))
                .containsExactly(1, 1, 2, 2, 4);
        assertThat(rounds.consumed(2)).isEqualTo(20);
        assertThat(rounds.consumed(6)).isEqualTo(100);
        assertThat(rounds.count()).isEqualTo(9);
        assertThat(rounds.window(6, 1)).isEqualTo(new Window(120, 140));
        assertThat(rounds.firstStep(6)).isEqualTo(10);
    }

    @Test
    void everyWorkersWindowIsWithinOneSequenceOfTheReplayShare() {
        Rounds rounds = new Rounds(new RoundPlan(4, 5, 8), 1_000_000, CONTEXT);
        Share share = new Share(1, 20);
        for (long round = 0; round < 50; round++) {
            for (int worker = 0; worker < 4; worker++) {
                Window window = rounds.window(round, worker);
                long replayed = share.of(window.to()) - share.of(window.from());
                assertThat(Math.abs(replayed - 40 / 20)).isLessThanOrEqualTo(1);
            }
        }
    }
}
