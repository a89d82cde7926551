package dev.perennial.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.law.LawFit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LawReportTest {
    @TempDir
    Path folder;

    private static LawReport report() {
        LawFit fit = new LawFit(
                "annealing law",
                "L = L0 + A * S1^-alpha - C * S2",
                "step",
                List.of(
                        new LawFit.Parameter("L0", 2.125, Optional.of(new Interval(2, 2.25)), true),
                        new LawFit.Parameter("C", 0.5, Optional.empty(), false)),
                List.of(
                        new LawFit.Point(ExampleReport.HOSTILE, 1, 4.5, 4.25),
                        new LawFit.Point(ExampleReport.HOSTILE, 2, 4, 4.125)),
                0.198,
                0.75,
                List.of("C is left out"));
        return new LawReport("fit", Instant.parse("2026-01-01T12:00:00Z"), "0.1.0", List.of(fit));
    }

    @Test
    void thePageShowsParametersChartAndBothLosses() throws Exception {
        assumeTrue(Files.isExecutable(Browser.PROGRAM), "skipped: there is no " + Browser.PROGRAM);
        Path page = folder.resolve("law.html");
        Files.writeString(page, report().page("law.json"));
        String elements = Browser.elements(page, folder).replaceAll("(?s)<script>.*?</script>", "<script></script>");

        assertThat(elements).contains("data-ready=\"true\"").doesNotContain("data-errors", "<img");
        assertThat(elements.split("<svg ", -1)).hasSize(1 + 1);
        assertThat(elements)
                .contains("2.125", "[2, 2.25]", "not identified", "RMSE 0.198 nats, R² 0.750", "C is left out.")
                .contains(">4.500<", ">4.250<", ">+0.250<", ">−0.125<", "href=\"law.json\"");
    }

    @Test
    void theSameFiguresAreJson() {
        assertThat(report().json())
                .contains(
                        "\"name\":\"L0\",\"value\":2.125,\"interval\":{\"low\":2.0,\"high\":2.25},\"identified\":true");
    }
}
