package dev.perennial.evaluation.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.law.LawFit.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MixtureLawTest {
    /** The paper's strong shift at 405M: loss on the Pile by replay share, PAPER.md. */
    private static final double[][] STRONG = {
        {0, 3.56}, {0.01, 2.83}, {0.05, 2.57}, {0.1, 2.46}, {0.25, 2.33}, {0.5, 2.24}
    };

    private static List<MixturePoint> strong(int runs) {
        List<MixturePoint> points = new ArrayList<>();
        for (double[] row : List.of(STRONG).subList(0, runs)) {
            points.add(new MixturePoint("run " + row[0], 405e6, 300e9, row[0], row[1]));
        }
        return points;
    }

    private static Map<String, Double> values(LawFit fit) {
        return fit.parameters().stream().collect(Collectors.toMap(Parameter::name, Parameter::value));
    }

    @Test
    void plantedParametersComeBack() {
        List<MixturePoint> points = new ArrayList<>();
        for (double size : new double[] {50, 150, 400, 1_000}) {
            for (double length : new double[] {100, 300, 1_000, 3_000}) {
                for (double share : new double[] {0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.8}) {
                    double loss = 1.6
                            + 5 / Math.pow(size, 0.4)
                            + 3 * Math.pow(share, 0.7) / Math.pow(length, 0.35)
                            + 0.4 / Math.pow(share + 0.01, 0.3);
                    points.add(new MixturePoint("run", size * 1e6, length * 1e6, share, loss));
                }
            }
        }
        LawFit fit = MixtureLaw.fit("old", points);
        assertThat(fit.rmse()).isLessThan(1e-5);
        assertThat(fit.notes()).isEmpty();
        Map<String, Double> planted = Map.of(
                "E", 1.6, "A", 5.0, "alpha", 0.4, "B", 3.0, "eta", 0.7, "beta", 0.35, "C", 0.4, "epsilon", 0.01,
                "gamma", 0.3);
        assertThat(values(fit)).hasSameSizeAs(planted);
        planted.forEach(
                (name, value) -> assertThat(values(fit).get(name)).as(name).isCloseTo(value, within(0.02 * value)));
        assertThat(fit.parameters()).allMatch(Parameter::identified);
    }

    /** SciPy 1.17.1's least_squares on the same points, best of the same starts: rmse 0.0017368, and these parameters. */
    @Test
    void thePapersTableIsFittedAsSciPyFitsIt() {
        LawFit fit = MixtureLaw.fit("Pile", strong(STRONG.length));
        assertThat(fit.rmse()).isCloseTo(0.0017368, within(2e-6));
        assertThat(fit.rSquared()).isGreaterThan(0.9999);
        assertThat(values(fit).get("gamma")).isCloseTo(0.07923, within(1e-3));
        assertThat(values(fit).get("epsilon")).isCloseTo(2.915e-4, within(4e-6));
        assertThat(fit.formula()).isEqualTo("L = E + C/(r+epsilon)^gamma");
        assertThat(fit.notes()).hasSize(2).allMatch(note -> note.contains("left out"));
    }

    /** Standard errors of the logarithms there: 0.476, 0.180, 0.149, 0.158. */
    @Test
    void intervalsAreSciPys() {
        Map<String, Parameter> parameters = MixtureLaw.fit("Pile", strong(STRONG.length)).parameters().stream()
                .collect(Collectors.toMap(Parameter::name, each -> each));
        Parameter floor = parameters.get("E");
        assertThat(Math.log(floor.interval().orElseThrow().high() / floor.value()) / 1.96)
                .isCloseTo(0.476, within(0.01));
        Parameter gamma = parameters.get("gamma");
        assertThat(Math.log(gamma.interval().orElseThrow().high() / gamma.value()) / 1.96)
                .isCloseTo(0.149, within(0.005));
    }

    @Test
    void tooFewSharesAreRefusedWithWhatIsNeeded() {
        assertThatThrownBy(() -> MixtureLaw.fit("Pile", strong(4)))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 4 runs of 4 shares, expected at least 5 of 4");
    }

    /** Losses that do not depend on the share say nothing of how they would. */
    @Test
    void whatDoesNotVaryIsNotIdentified() {
        List<MixturePoint> flat = new ArrayList<>();
        for (int share = 0; share < 8; share++) {
            flat.add(new MixturePoint("run", 1e6, 1e6, share / 10.0, 3 + (share % 2) * 1e-3));
        }
        assertThat(MixtureLaw.fit("new", flat).parameters())
                .filteredOn(parameter -> !parameter.identified())
                .extracting(Parameter::name)
                .contains("gamma");
    }
}
