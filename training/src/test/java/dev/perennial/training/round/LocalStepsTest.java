package dev.perennial.training.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Tokens;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class LocalStepsTest {
    @Property
    void theLastStepEndsAtTheLastTokenAndNoneBeforeItDoes(
            @ForAll @IntRange(min = 1, max = 5) int workers,
            @ForAll @IntRange(min = 1, max = 6) int stepsPerRound,
            @ForAll @IntRange(min = 1, max = 9) int batch,
            @ForAll @LongRange(min = 1, max = 500) long sequences) {
        LocalSteps steps = new LocalSteps(new RoundPlan(workers, stepsPerRound, batch), sequences, 128);
        long last = steps.count() - 1;
        assertThat(steps.consumedAfter(last)).isEqualTo(steps.total()).isEqualTo(new Tokens(128 * sequences));
        for (long step = 1; step <= last; step++) {
            assertThat(steps.consumedAfter(step)).isGreaterThan(steps.consumedAfter(step - 1));
        }
    }
}
