package dev.perennial.evaluation.report;

import java.util.List;

/** A report as one HTML page. */
final class ReportPage {
    private static final int POINTS_A_RUN = 1_500;

    /** What the page's script reads. */
    private record Content(Report report, List<Headline> headline) {}

    private ReportPage() {}

    static String of(Report report) {
        return ChartPage.of(
                "page.html",
                new Content(thinned(report), Headline.rows(report)),
                "elements.js",
                "tables.js",
                "palette.js",
                "charts.js",
                "page.js");
    }

    private static Report thinned(Report report) {
        return report.withRuns(
                report.runs().stream().map(run -> run.thinned(POINTS_A_RUN)).toList());
    }
}
