package dev.perennial.evaluation.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The report of an experiment as one HTML page. */
final class ReportPage {
    private static final int POINTS_A_RUN = 1_500;
    private static final int DOMAINS = 200;
    private static final List<String> SCRIPTS = List.of("curves.js", "domains.js", "tasks.js", "page.js");

    /** What the page's script reads. */
    private record Content(Report report, List<Headline> headline, long domains) {}

    private ReportPage() {}

    static String of(Report report) {
        return page(report)
                .of(ReportJson.ofForScript(new Content(thinned(report), Headline.rows(report), domains(report))));
    }

    private static HtmlPage page(Report report) {
        List<String> files = new ArrayList<>(List.of("report.json"));
        ReportTables.of(report)
                .all()
                .forEach(table -> files.addAll(List.of(table.name() + ".csv", table.name() + ".parquet")));
        return HtmlPage.ofSections(SCRIPTS, files);
    }

    private static long domains(Report report) {
        return report.domains().stream().map(ReportPage::place).distinct().count();
    }

    /** A page need not hold a million steps, nor a domain a web site; the tables beside it do. */
    private static Report thinned(Report report) {
        Map<List<String>, Long> tokens = new HashMap<>();
        report.domains().forEach(row -> tokens.merge(place(row), row.tokens(), Math::max));
        Set<List<String>> largest = tokens.entrySet().stream()
                .sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
                .limit(DOMAINS)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return report.thinned(
                report.runs().stream().map(run -> run.thinned(POINTS_A_RUN)).toList(),
                report.domains().stream()
                        .filter(row -> largest.contains(place(row)))
                        .toList());
    }

    private static List<String> place(DomainLoss row) {
        return List.of(row.distribution(), row.domain());
    }
}
