package dev.perennial.evaluation.report;

import java.util.List;

/** The report of an experiment as one HTML page. */
final class ReportPage {
    private static final int POINTS_A_RUN = 1_500;
    private static final HtmlPage PAGE =
            HtmlPage.ofSections("page.js", List.of("report.json", "losses.csv", "curves.csv"));

    /** What the page's script reads. */
    private record Content(Report report, List<Headline> headline) {}

    private ReportPage() {}

    static String of(Report report) {
        return PAGE.of(ReportJson.ofForScript(new Content(thinned(report), Headline.rows(report))));
    }

    private static Report thinned(Report report) {
        return report.withRuns(
                report.runs().stream().map(run -> run.thinned(POINTS_A_RUN)).toList());
    }
}
