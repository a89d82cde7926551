package dev.perennial.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.evaluation.advice.KnownShift;
import dev.perennial.evaluation.advice.Outcome;
import dev.perennial.evaluation.law.MixturePoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EarlierReportTest {
    private static final double PARAMETERS = 1_500_000;

    /** The example with a cost a run: 6 operations a parameter and token. */
    private static String json() {
        Report demo = ExampleReport.demo();
        List<CostRow> costs = demo.runs().stream()
                .map(run -> new CostRow(
                        run.name(), 1, Optional.of(1_000L), Optional.of(6_000 * PARAMETERS), Optional.empty()))
                .toList();
        return ReportJson.of(new Report(
                demo.title(),
                demo.created(),
                demo.codeVersion(),
                demo.oldDistribution(),
                demo.distributions(),
                demo.runs(),
                demo.losses(),
                demo.points(),
                demo.domains(),
                demo.corpora(),
                demo.mixtures(),
                demo.overlaps(),
                costs,
                demo.comparisons(),
                demo.savings(),
                demo.exposures(),
                demo.tasks(),
                demo.provenance(),
                demo.configuration()));
    }

    @Test
    void continuedRunsBecomeShifts() {
        List<KnownShift> shifts = EarlierReport.read(json(), "report.json").shifts();
        assertThat(shifts).extracting(KnownShift::to).containsExactly("G", "S");
        KnownShift german = shifts.get(0);
        assertThat(german.name()).isEqualTo("German after English, with and without replay (P to G after p)");
        assertThat(german.source()).isEqualTo(KnownShift.Source.REPORT);
        assertThat(german.parameters()).isEqualTo((long) PARAMETERS);
        assertThat(german.parentLoss()).isEqualTo(3.85);
        assertThat(german.lossRatio()).isCloseTo(10.67 / 3.85, within(1e-12));
        assertThat(german.outcomes())
                .extracting(Outcome::replay)
                .containsExactly(Share.NONE, new Share(1, 20), new Share(1, 4));
        assertThat(german.outcomes().get(0)).isEqualTo(new Outcome(Share.NONE, 10.16, 4.00));
    }

    @Test
    void theSameRunsArePointsOfBothLosses() {
        EarlierReport report = EarlierReport.read(json(), "report.json");
        assertThat(report.newDistributions()).containsExactly("G", "S");
        assertThat(report.forgetting("G")).extracting(MixturePoint::share).containsExactly(0.0, 0.05, 0.25);
        assertThat(report.learning("G")).extracting(MixturePoint::share).containsExactly(1.0, 0.95, 0.75);
        assertThat(report.learning("G").get(0).loss()).isEqualTo(4.00);
        assertThat(report.forgetting("G").get(0).tokens()).isEqualTo(240 * 4_096);
    }

    @Test
    void whatIsNoReportIsRefused() {
        assertThatThrownBy(() -> EarlierReport.read("{\"title\": \"t\"}", "some.json"))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("Cannot read 'some.json': it is no report");
        assertThatThrownBy(() -> EarlierReport.read("{", "some.json"))
                .hasMessageContaining("not the JSON it should be");
    }
}
