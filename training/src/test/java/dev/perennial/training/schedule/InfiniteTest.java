package dev.perennial.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Json;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The paper's infinite schedule at 405M parameters in a stage of 100,000 tokens: joints at 1,000, 61,000 and 86,000. */
class InfiniteTest {
    private static final double PEAK = 3e-4;
    private static final double CONSTANT = 1.65e-4;
    private static final double FLOOR = 3e-5;
    private static final Tokens STAGE = new Tokens(100_000);

    private static Infinite infinite(Transition cooldown, Transition anneal) {
        return new Infinite(
                PEAK,
                CONSTANT,
                FLOOR,
                Length.parse("1 %"),
                Length.parse("60 %"),
                Length.parse("14 %"),
                cooldown,
                anneal);
    }

    private static Infinite lengths(String warmUp, String cooldown, String anneal) {
        return new Infinite(
                PEAK,
                CONSTANT,
                FLOOR,
                Length.parse(warmUp),
                Length.parse(cooldown),
                Length.parse(anneal),
                Transition.COSINE,
                Transition.EXPONENTIAL);
    }

    private static double at(Infinite schedule, long tokens) {
        return schedule.at(new Tokens(tokens), STAGE);
    }

    /** Values worked out from the formulas apart from this code. */
    @ParameterizedTest
    @CsvSource({
        "COSINE, 500, 1.5e-4",
        "COSINE, 1000, 3e-4",
        "COSINE, 16000, 2.8022970773e-4",
        "COSINE, 31000, 2.325e-4",
        "LINEAR, 31000, 2.325e-4",
        "LINEAR, 16000, 2.6625e-4",
        "INVERSE_SQUARE_ROOT, 16000, 2.1003509621e-4",
        "INVERSE_SQUARE_ROOT, 31000, 1.8562952287e-4",
        "COSINE, 61000, 1.65e-4",
        "COSINE, 70000, 1.65e-4",
        "COSINE, 86000, 1.65e-4",
        "COSINE, 93000, 7.0356236397e-5",
        "COSINE, 100000, 3e-5"
    })
    void itIsThePapersFormula(Transition cooldown, long tokens, double rate) {
        assertThat(at(infinite(cooldown, Transition.EXPONENTIAL), tokens)).isCloseTo(rate, within(1e-13));
    }

    @ParameterizedTest
    @CsvSource({"86000, 1.65e-4", "89500, 9.75e-5", "93000, 6.9540584597e-5", "100000, 3e-5"})
    void anAnnealMayFallAsOneMinusTheRoot(long tokens, double rate) {
        assertThat(at(infinite(Transition.COSINE, Transition.ONE_MINUS_SQRT), tokens))
                .isCloseTo(rate, within(1e-13));
    }

    @ParameterizedTest
    @CsvSource({
        "0, WARM_UP",
        "1000, WARM_UP",
        "1001, COOLDOWN",
        "61000, COOLDOWN",
        "61001, CONSTANT",
        "86000, CONSTANT",
        "86001, ANNEAL",
        "100000, ANNEAL",
        "200000, ANNEAL"
    })
    void aStepBelongsToThePhaseItEndsIn(long tokens, Phase phase) {
        assertThat(infinite(Transition.COSINE, Transition.EXPONENTIAL).phase(new Tokens(tokens), STAGE))
                .isEqualTo(phase);
    }

    @Test
    void withoutAnAnnealTheStageEndsInTheConstantPhase() {
        Infinite open = lengths("1 %", "60 %", "0");
        assertThat(open.at(STAGE, STAGE)).isEqualTo(CONSTANT);
        assertThat(open.phase(STAGE, STAGE)).isEqualTo(Phase.CONSTANT);
    }

    /** The stage that ends in the constant phase, then one that goes on there and anneals. */
    @Test
    void aStageWithoutWarmUpAndCooldownBeginsWhereTheConstantPhaseEnded() {
        Infinite next = lengths("0", "0", "14 %");
        next.check(STAGE);
        assertThat(at(next, 0)).isEqualTo(CONSTANT);
        assertThat(at(next, 86_000)).isEqualTo(CONSTANT);
        assertThat(at(next, 100_000)).isEqualTo(FLOOR);
    }

    @Test
    void aWarmUpWithoutCooldownWouldJump() {
        assertThatThrownBy(() -> lengths("1 %", "0", "14 %").check(STAGE))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 3.0E-4 and 1.65E-4, expected equal rates");
    }

    @Test
    void phasesLongerThanTheStageAreRefused() {
        assertThatThrownBy(() -> lengths("1k", "90k", "14 %").check(STAGE))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 1,000 + 90,000 + 14,000 tokens, expected at most 100,000 together");
        lengths("1k", "85k", "14 %").check(STAGE);
    }

    @Test
    void ratesThatDoNotFallAreRefused() {
        Length length = Length.parse("10 %");
        assertThatThrownBy(() -> new Infinite(
                        1e-4, 2e-4, 1e-5, length, length, length, Transition.COSINE, Transition.EXPONENTIAL))
                .hasMessageContaining("the constant is above the peak, got 2.0E-4, expected at most 1.0E-4");
        assertThatThrownBy(() -> new Infinite(
                        3e-4, 1e-5, 2e-5, length, length, length, Transition.COSINE, Transition.EXPONENTIAL))
                .hasMessageContaining("the floor is above the constant");
    }

    @Test
    void zeroIsNeverReachedExponentially() {
        Length length = Length.parse("10 %");
        assertThatThrownBy(() -> new Exponential(1e-3, 0, length)).hasMessageContaining("the floor is never reached");
        assertThatThrownBy(() -> new Wsd(1e-3, 0, length, length, Transition.EXPONENTIAL))
                .hasMessageContaining("expected above 0");
        assertThat(new Wsd(1e-3, 0, length, length, Transition.ONE_MINUS_SQRT).at(STAGE, STAGE))
                .isZero();
    }

    @Test
    void thePlanShowsEveryBoundaryInTokens() {
        assertThat(infinite(Transition.INVERSE_SQUARE_ROOT, Transition.EXPONENTIAL)
                        .describe(STAGE))
                .isEqualTo("infinite: warm-up to 3.0E-4 by token 1,000, "
                        + "cooldown (inverse-square-root) to 1.65E-4 at token 61,000, "
                        + "constant 1.65E-4 until token 86,000, anneal (exponential) to 3.0E-5 at token 100,000");
    }

    @Test
    void jsonNamesTheCurveAndTheTransitions() {
        assertThat(Json.line(infinite(Transition.INVERSE_SQUARE_ROOT, Transition.ONE_MINUS_SQRT)))
                .contains(
                        "\"curve\":\"infinite\"",
                        "\"cooldown_curve\":\"inverse-square-root\"",
                        "\"anneal_curve\":\"one-minus-sqrt\"",
                        "\"anneal\":\"7/50\"");
    }
}
