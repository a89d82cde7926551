package dev.perennial.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Python's own numbers, of Python 3.11's random module, and of the harness's formulas written down in it. */
class StatisticsTest {
    @Test
    void samplesArePythons() {
        PythonRandom random = new PythonRandom(1234);
        assertThat(random.sample(10, 3)).containsExactly(7, 1, 0);
        assertThat(random.sample(1000, 5)).containsExactly(92, 932, 965, 961, 826);
        assertThat(random.sample(100, 6)).containsExactly(74, 4, 85, 88, 10, 12);
        assertThat(random.sample(40, 11)).containsExactly(22, 15, 1, 37, 36, 39, 30, 29, 9, 2, 5);
        PythonRandom units = new PythonRandom(0);
        assertThat(new double[] {units.unit(), units.unit(), units.unit()})
                .containsExactly(0.8444218515250481, 0.7579544029403025, 0.420571580830845);
    }

    @Test
    void standardErrorsAreTheHarnesss() {
        assertThat(Statistics.mean(new double[] {1, 0, 1, 1, 0}))
                .isEqualTo(new Figure(0.6, Optional.of(0.24494897427831783)));
        Figure perplexity = Statistics.perplexity(new double[] {-1.5, -3.25, -0.5, -7.0, -2.0});
        assertThat(perplexity.value()).isCloseTo(17.28778184056764, within(1e-12));
        assertThat(perplexity.standardError().orElseThrow()).isCloseTo(48.69679978828349, within(1e-9));
    }

    @Test
    void aSingleQuestionHasNoStandardError() {
        assertThat(Statistics.mean(new double[] {1})).isEqualTo(new Figure(1, Optional.empty()));
    }

    @Test
    void subjectsArePooledBySize() {
        Figure whole = Statistics.pooled(
                List.of(new Figure(0.5, Optional.of(0.1)), new Figure(0.8, Optional.of(0.2))), List.of(20L, 10L));
        assertThat(whole.value()).isCloseTo(0.6, within(1e-12));
        // sqrt((19 * 0.01 * 20 + 9 * 0.04 * 10) / 28 / 30)
        assertThat(whole.standardError().orElseThrow()).isCloseTo(Math.sqrt(7.4 / 840), within(1e-12));
    }

    @Test
    void spacesArePythons() {
        assertThat(PythonText.strip("\u00A0 a b\u2003\n")).isEqualTo("a b");
        assertThat(PythonText.strip(" \n")).isEmpty();
        assertThat(PythonText.words(" a\n\nb ")).isEqualTo(4);
        assertThat(PythonText.capitalised("äPFEL Und")).isEqualTo("Äpfel und");
    }
}
