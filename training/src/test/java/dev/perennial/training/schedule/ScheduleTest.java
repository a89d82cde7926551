package dev.perennial.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Json;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final double PEAK = 3e-4;
    private static final double FLOOR = 3e-5;
    private static final Cosine PAPER = new Cosine(PEAK, FLOOR, Length.parse("1 %"));
    private static final Tokens STAGE = new Tokens(100_000);

    private static double at(long tokens) {
        return PAPER.at(new Tokens(tokens), STAGE);
    }

    /** eta_max*t/T_w, then eta_min + (eta_max-eta_min)/2*(1 + cos(pi*(t-T_w)/(t_end-T_w))). */
    @ParameterizedTest
    @CsvSource({"0, 0", "250, 7.5e-5", "1000, 3e-4", "50500, 1.65e-4", "25750, 2.604594e-4", "100000, 3e-5"})
    void theCosineIsThePapersFormula(long tokens, double rate) {
        assertThat(at(tokens)).isCloseTo(rate, within(1e-10));
    }

    /** Bit for bit: a rate that rounds otherwise would change every checkpoint. */
    @Property
    void theBitsAreThoseOfTheFormulaAsItIsWritten(@ForAll @LongRange(max = 99_999) long now) {
        double done = (double) (now - 1000) / 99_000;
        assertThat(at(now))
                .isEqualTo(
                        now < 1000
                                ? PEAK * now / 1000
                                : FLOOR + (PEAK - FLOOR) / 2 * (1 + StrictMath.cos(StrictMath.PI * done)));
    }

    @Property
    void itRisesToThePeakThenFallsAndNeverLeavesItsBounds(
            @ForAll @LongRange(max = 99_999) long now, @ForAll @LongRange(min = 1, max = 200_000) long on) {
        long next = now + on;
        assertThat(at(now)).isBetween(0.0, PEAK);
        if (next <= 1000) {
            assertThat(at(next)).isGreaterThan(at(now));
        } else if (now >= 1000) {
            assertThat(at(next)).isLessThanOrEqualTo(at(now)).isGreaterThanOrEqualTo(FLOOR);
        }
    }

    @Test
    void itHasNoJumpAtItsJoints() {
        assertThat(at(1000)).isEqualTo(PEAK);
        assertThat(at(999)).isCloseTo(PEAK, within(PEAK / 999));
        assertThat(at(1001)).isCloseTo(PEAK, within(1e-12));
        assertThat(at(99_999)).isCloseTo(FLOOR, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {100_000, 100_001, 150_000, 199_999, Long.MAX_VALUE})
    void fromTheEndOnItIsExactlyTheFloor(long tokens) {
        assertThat(at(tokens)).isEqualTo(FLOOR);
    }

    @Test
    void itIsFineForStagesOfTrillions() {
        Tokens stage = new Tokens(15_000_000_000_000L);
        assertThat(PAPER.at(new Tokens(150_000_000_000L), stage)).isEqualTo(PEAK);
        assertThat(PAPER.at(new Tokens(7_575_000_000_000L), stage)).isCloseTo(1.65e-4, within(1e-12));
    }

    @Test
    void aWarmUpIsShorterThanItsStage() {
        assertThatThrownBy(() -> new Cosine(PEAK, FLOOR, Length.parse("1k")).check(new Tokens(1000)))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 1,000 tokens, expected less than 1,000");
    }

    @Test
    void withoutWarmUpItStartsAtThePeak() {
        assertThat(new Cosine(PEAK, FLOOR, Length.parse("0")).at(new Tokens(0), STAGE))
                .isEqualTo(PEAK);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-9, 1, Double.NaN, Double.POSITIVE_INFINITY})
    void whatIsNoRateIsRefused(double rate) {
        assertThatThrownBy(() -> new Constant(rate)).isInstanceOf(PerennialException.class);
        assertThatThrownBy(() -> new Cosine(rate, 0, Length.parse("1 %"))).isInstanceOf(PerennialException.class);
    }

    @Test
    void aFloorAboveThePeakIsRefused() {
        assertThatThrownBy(() -> new Cosine(1e-5, 1e-4, Length.parse("1 %"))).hasMessageContaining("floor is above");
    }

    @Test
    void aConstantIsTheSameEverywhere() {
        assertThat(new Constant(1e-4).at(new Tokens(0), STAGE)).isEqualTo(1e-4);
        assertThat(new Constant(1e-4).at(new Tokens(1_000_000), STAGE)).isEqualTo(1e-4);
    }

    @Test
    void twoCurvesAreToldApartInJson() {
        assertThat(Json.line(new Constant(1e-4))).contains("\"curve\":\"constant\"");
        assertThat(Json.line(PAPER)).contains("\"curve\":\"cosine\"", "\"warm_up\":\"1/100\"");
    }
}
