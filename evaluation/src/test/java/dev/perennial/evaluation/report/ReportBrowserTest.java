package dev.perennial.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportBrowserTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needChromium() {
        assumeTrue(Files.isExecutable(Browser.PROGRAM), "skipped: there is no " + Browser.PROGRAM);
    }

    @Test
    void thePageDrawsItsTablesAndCharts() throws Exception {
        String elements = elementsOf(ExampleReport.demo());

        assertThat(elements).contains("data-ready=\"true\"").doesNotContain("data-errors");
        assertThat(count(elements, "<svg ")).isEqualTo(4);
        assertThat(count(elements, "<caption")).isEqualTo(17);
        assertThat(section(elements, "results")).matches(html -> count(html, "<tr") == 1 + 6);
        assertThat(section(elements, "results"))
                .contains("English, then German, 25 % replay</th>", ">25 %<", ">4.155<", ">+0.290<", ">+6.310<");
        assertThat(section(elements, "results")).contains("[+0.270, +0.320]");
        assertThat(section(elements, "overlap"))
                .contains(">Old English</th>", ">9.00 %<", ">35.71 %<", "in training of German", ">0.50 %<", ">news<")
                .contains("An n-gram: 13 tokens", "All n-grams were looked at");
        assertThat(section(elements, "baselines"))
                .contains(
                        "the union from scratch",
                        "better by 0.190 to 0.210 nats",
                        "[\u2212" + "0.210, \u2212" + "0.190]");
        assertThat(section(elements, "exposure"))
                .contains("seen, and replayed, in the stream of", "never seen (validation)", "+0.100");
        assertThat(section(elements, "tasks"))
                .contains(">31.0 \u00B1 1.4 %<", ">25.0 %<", ">anatomy<", "By subject")
                .contains("How well each model foretells whole texts", ">62<", ">1.36e+6<", ">1.25<");
        assertThat(section(elements, "cost")).contains(">67 %<", "Union from scratch, measured");
        assertThat(section(elements, "corpora")).contains("Rejected: malformed json", "German", "4,180,000");
        assertThat(section(elements, "training")).contains("Loss on German", ">122,880<", "p ends");
        assertThat(section(elements, "domains"))
                .contains("aria-label=\"Change of the loss of each domain", "code (Old English)", ">+6.510<", "+6.51");
        assertThat(section(elements, "mixture")).contains(">exact<", ">differs<");
        assertThat(section(elements, "provenance")).contains("href=\"#artefact-1\"");
        assertThat(elements).contains("aria-label=\"Training loss of every run").contains("scope=\"col\"");
    }

    @Test
    void hostileNamesAreTextAndNothingElse() throws Exception {
        String elements = elementsOf(ExampleReport.hostile());

        assertThat(elements).contains("data-ready=\"true\"").doesNotContain("data-errors");
        assertThat(elements)
                .doesNotContain("<img")
                .doesNotContain("<title>owned")
                .doesNotContain("href=\"javascript");
        assertThat(section(elements, "results")).contains("&lt;img src=x onerror=");
    }

    @Test
    void anEmptyReportIsAPageToo() throws Exception {
        Report demo = ExampleReport.demo();
        String elements = elementsOf(new Report(
                "Nothing yet",
                demo.created(),
                "0",
                "P",
                demo.distributions(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                java.util.List.of(),
                ""));

        assertThat(elements).contains("data-ready=\"true\"").doesNotContain("data-errors");
        assertThat(elements).contains("<h1 id=\"title\">Nothing yet</h1>");
    }

    @Test
    void aScheduleIsDrawn() throws Exception {
        ScheduleChart chart = new ScheduleChart(
                "<b>infinite</b>",
                java.util.List.of(new ScheduleChart.Curve(
                        "</script>P",
                        java.util.List.of(new ScheduleChart.Point(1, 1e-3), new ScheduleChart.Point(9, 1e-4)))));
        Path page = Files.writeString(folder.resolve("schedule.html"), chart.page());
        String elements = Browser.elements(page, folder).replaceAll("(?s)<script.*?</script>", "");

        assertThat(elements).contains("data-ready=\"true\"").doesNotContain("data-errors");
        assertThat(count(elements, "<svg ")).isEqualTo(1);
        assertThat(elements).contains("Learning rate of &lt;b&gt;infinite&lt;/b&gt;", "&lt;/script&gt;P");
    }

    private String elementsOf(Report report) throws Exception {
        ReportWriter.write(
                report, FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(folder.toUri()));
        // The page's own scripts hold markup as strings.
        return Browser.elements(folder.resolve("index.html"), folder)
                .replaceAll("(?s)<script>.*?</script>", "<script></script>");
    }

    private static String section(String elements, String id) {
        int from = elements.indexOf("<section id=\"" + id + "\"");
        return elements.substring(from, elements.indexOf("</section>", from));
    }

    private static int count(String text, String part) {
        return (int)
                Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }
}
