package dev.perennial.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/** The report of an experiment as one HTML page. */
final class ReportPage {
    private static final int POINTS_A_RUN = 1_500;
    private static final List<String> FILES = List.of("report.json", "losses.csv", "curves.csv");

    /** What the page's script reads. */
    private record Content(Report report, List<Headline> headline) {}

    private ReportPage() {}

    static String of(Report report) {
        return page(report).of(ReportJson.ofForScript(new Content(thinned(report), Headline.rows(report))));
    }

    private static HtmlPage page(Report report) {
        List<String> files = new ArrayList<>(FILES);
        if (!report.tasks().isEmpty()) {
            files.add(ReportWriter.TASKS);
        }
        return HtmlPage.ofSections("page.js", files);
    }

    private static Report thinned(Report report) {
        return report.withRuns(
                report.runs().stream().map(run -> run.thinned(POINTS_A_RUN)).toList());
    }
}
