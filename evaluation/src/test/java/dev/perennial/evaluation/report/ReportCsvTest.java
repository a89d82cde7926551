package dev.perennial.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.PerennialException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportCsvTest {
    @Test
    void cellsWithSeparatorsAreQuoted() {
        String csv = ReportCsv.losses(ExampleReport.hostile());

        assertThat(csv)
                .startsWith("run,title,parent,replay,distribution,loss,low,high,perplexity,bits_per_byte,tokens,"
                        + "change,change_low,change_high\n");
        assertThat(csv.lines().skip(1).findFirst().orElseThrow())
                .startsWith(
                        "p,\"<img src=x onerror=\"\"document.title='owned'\"\"></script><!-- English only\",,,P,3.85,");
    }

    @Test
    void curvesHaveALineAPoint() {
        Report report = ExampleReport.demo();

        assertThat(ReportCsv.curves(report).lines()).hasSize(1 + 6 * 240);
        assertThat(ReportCsv.curves(report).lines().skip(1).findFirst().orElseThrow())
                .startsWith("p,4096,");
    }

    @Test
    void thinnedCurvesKeepTheirEnds() {
        RunCurve run = ExampleReport.demo().runs().get(0);

        RunCurve thinned = run.thinned(50);
        assertThat(thinned.tokens())
                .hasSizeBetween(40, 51)
                .startsWith(run.tokens()[0])
                .endsWith(run.tokens()[239]);
        assertThat(thinned.loss()).endsWith(run.loss()[239]);
        assertThat(run.thinned(240)).isSameAs(run);
    }

    @Test
    void columnsOfUnequalLengthAreADefect() {
        assertThatThrownBy(() -> new RunCurve(
                        "r",
                        "R",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new long[1],
                        new double[2],
                        new double[1]))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 1, 2, 1");
    }
}
