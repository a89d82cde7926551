package dev.perennial.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
    private static final Pattern CONTENT =
            Pattern.compile("<script type=\"application/json\" id=\"content\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void noNameBecomesMarkup() throws IOException {
        String page = ReportPage.of(ExampleReport.hostile());

        assertThat(withoutScripts(page)).doesNotContain("<img").doesNotContain("<b>");
        assertThat(page.split("</script>", -1)).hasSize(1 + 4);
        var content = CONTENT.matcher(page);
        assertThat(content.find()).isTrue();
        JsonNode report = new ObjectMapper().readTree(content.group(1)).get("report");
        assertThat(report.get("title").asText()).isEqualTo(ExampleReport.HOSTILE);
        assertThat(report.get("distributions").get(1).get("title").asText()).isEqualTo("{{page}} $1 \\u003c");
    }

    @Test
    void nothingIsFetchedAndOnlyNamedScriptsRun() {
        String page = withoutScripts(ReportPage.of(ExampleReport.demo()));

        assertThat(page)
                .contains("default-src 'none'; script-src 'sha256-")
                .doesNotContainPattern("<(script|link|img|iframe)[^>]* (src|href)=");
    }

    /** The page but for its own scripts, which hold markup as strings. */
    private static String withoutScripts(String page) {
        return page.replaceAll("(?s)<script>.*?</script>", "<script></script>");
    }

    @Test
    void theFolderHoldsThePageAndTheFigures() throws IOException {
        org.apache.hadoop.fs.Path target =
                new org.apache.hadoop.fs.Path(folder.resolve("a report").toUri());
        ReportWriter.write(ExampleReport.demo(), FileSystem.getLocal(new Configuration()), target);

        Path written = folder.resolve("a report");
        assertThat(written.resolve("index.html")).content().contains("</html>");
        assertThat(written.resolve("losses.csv")).content().hasLineCount(1 + 6 * 3);
        assertThat(written.resolve("curves.csv")).exists();
        assertThat(written.resolve("tasks.csv"))
                .content()
                .hasLineCount(1 + 2 * 3 + 2)
                .contains("p,mmlu,mmlu,5,1000,0.25,,acc,0.31,0.014\n", "g-25,mmlu,mmlu,5,1000,0.25,anatomy,acc,");
        assertThat(written.resolve("points.csv")).content().contains("\ng-25,G,983040,122880,");
        JsonNode report = new ObjectMapper().readTree(Files.readString(written.resolve("report.json")));
        assertThat(report.get("created").asText()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(report.get("runs").get(2).get("replay").asText()).isEqualTo("1/20");
        assertThat(report.get("runs").get(0).get("parent").isNull()).isTrue();
        assertThat(report.get("losses").get(0).get("perplexity").asDouble()).isGreaterThan(46);
    }
}
