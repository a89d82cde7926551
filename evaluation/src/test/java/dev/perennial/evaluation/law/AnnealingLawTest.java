package dev.perennial.evaluation.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.PerennialException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnnealingLawTest {
    private static final double[] PLANTED = {2.5, 0.6, 0.45, 0.3};
    private static final double LAMBDA = AnnealingLaw.LAMBDA;

    private static double[] cosine(int steps, double peak, double floor) {
        return IntStream.range(0, steps)
                .mapToDouble(step -> step < 10
                        ? peak * (step + 1) / 10
                        : floor + (peak - floor) / 2 * (1 + Math.cos(Math.PI * (step - 9) / (steps - 10))))
                .toArray();
    }

    private static double[] constant(int steps, double rate) {
        double[] rates = new double[steps];
        Arrays.fill(rates, rate);
        return rates;
    }

    private static RatedCurve planted(String name, double[] rates, double noise) {
        AnnealingAreas areas = AnnealingAreas.of(new RatedCurve(name, rates, constant(rates.length, 1)), LAMBDA);
        Random random = new Random(7);
        double[] losses = IntStream.range(0, rates.length)
                .mapToDouble(step -> (PLANTED[0]
                                + PLANTED[1] * Math.pow(areas.forward()[step], -PLANTED[2])
                                - PLANTED[3] * areas.annealing()[step])
                        * Math.exp(noise * random.nextGaussian()))
                .toArray();
        return new RatedCurve(name, rates, losses);
    }

    /** By hand: the second step is the peak, so the first counts with its rate; falls are 1 and 1, momentum 1 and 1.5. */
    @Test
    void areasAreHandComputed() {
        AnnealingAreas areas =
                AnnealingAreas.of(new RatedCurve("run", new double[] {1, 3, 2, 1}, new double[] {1, 1, 1, 1}), 0.5);
        assertThat(areas.forward()).containsExactly(3, 6, 8, 9);
        assertThat(areas.annealing()).containsExactly(0, 0, 1, 2.5);
    }

    @Test
    void plantedParametersComeBack() {
        LawFit fit = AnnealingLaw.fit(
                List.of(planted("cosine", cosine(2_000, 3e-3, 3e-4), 0), planted("long", cosine(6_000, 3e-3, 0), 0)),
                LAMBDA);
        assertThat(fit.rmse()).isLessThan(1e-6);
        assertThat(fit.parameters()).extracting(LawFit.Parameter::name).containsExactly("L0", "A", "alpha", "C");
        for (int index = 0; index < PLANTED.length; index++) {
            assertThat(fit.parameters().get(index).value()).isCloseTo(PLANTED[index], within(1e-3));
            assertThat(fit.parameters().get(index).identified()).isTrue();
        }
    }

    @Test
    void throughNoiseTheIntervalsHoldThem() {
        LawFit fit = AnnealingLaw.fit(
                List.of(
                        planted("cosine", cosine(4_000, 3e-3, 3e-4), 0.01),
                        planted("constant", constant(4_000, 3e-3), 0.01)),
                LAMBDA);
        assertThat(fit.rSquared()).isGreaterThan(0.9);
        assertThat(fit.rmse()).isCloseTo(0.03, within(0.01));
        for (int index = 0; index < PLANTED.length; index++) {
            LawFit.Parameter parameter = fit.parameters().get(index);
            assertThat(parameter.value()).as(parameter.name()).isCloseTo(PLANTED[index], within(0.15 * PLANTED[index]));
            assertThat(parameter.identified()).as(parameter.name()).isTrue();
        }
        assertThat(fit.points()).extracting(LawFit.Point::run).contains("cosine", "constant");
    }

    @Test
    void aConstantRateDoesNotTellTheAnnealing() {
        LawFit fit = AnnealingLaw.fit(List.of(planted("constant", constant(1_000, 3e-3), 0.001)), LAMBDA);
        assertThat(fit.parameters()).extracting(LawFit.Parameter::name).containsExactly("L0", "A", "alpha");
        assertThat(fit.notes()).anyMatch(note -> note.contains("C is left out"));
    }

    /** A straight loss fits any floor and exponent: none of them may pass for known. */
    @Test
    void whatTheCurveDoesNotTellIsNotIdentified() {
        Random random = new Random(3);
        double[] flat = IntStream.range(0, 60)
                .mapToDouble(step -> 3 + 0.05 * random.nextGaussian())
                .toArray();
        LawFit fit = AnnealingLaw.fit(List.of(new RatedCurve("flat", constant(60, 1e-3), flat)), LAMBDA);
        assertThat(fit.parameters()).anyMatch(parameter -> !parameter.identified());
        assertThat(fit.rSquared()).isLessThan(0.2);
    }

    @Test
    void whatCannotBeFittedIsRefused() {
        assertThatThrownBy(() -> AnnealingLaw.fit(List.of(planted("short", cosine(25, 1e-3, 0), 0)), LAMBDA))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 15 steps after the warm-up");
        assertThatThrownBy(() -> AnnealingLaw.fit(List.of(), 1)).hasMessageContaining("lambda decays, got 1.0");
        assertThatThrownBy(() -> new RatedCurve("run", new double[] {1}, new double[] {Double.NaN}))
                .hasMessageContaining("Cannot fit to run 'run'");
    }
}
