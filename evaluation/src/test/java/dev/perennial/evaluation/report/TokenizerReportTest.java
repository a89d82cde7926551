package dev.perennial.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.conf.Share;
import dev.perennial.tokenize.comparison.SplitWord;
import dev.perennial.tokenize.comparison.TokenizerFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerReportTest {
    @TempDir
    Path folder;

    private static TokenizerFigures figures(String tokenizer, String distribution, double bytesPerToken) {
        return new TokenizerFigures(
                tokenizer,
                distribution,
                2_747,
                137,
                1_000,
                200,
                400,
                bytesPerToken,
                2,
                0.25,
                0.0125,
                0,
                0.6,
                300,
                4_096,
                List.of(new SplitWord("Überschwemmung", 7, "\uFFFD·\uFFFD·ber·sch·w·em·mung")));
    }

    private static TokenizerReport report(String own, String other) {
        return new TokenizerReport(
                "demo, tokenizers",
                Instant.parse("2026-01-01T12:00:00Z"),
                "0.1.0",
                new Share(1, 20),
                List.of(new DistributionColumn("P", "old English"), new DistributionColumn("G", "German")),
                List.of(own, other),
                List.of(
                        figures(own, "P", 3.5),
                        figures(other, "P", 4.25),
                        figures(own, "G", 3.25),
                        figures(other, "G", 2.125)));
    }

    private Path write(TokenizerReport report) throws IOException {
        org.apache.hadoop.fs.Path page = TokenizerReportWriter.write(
                report, FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(folder.toUri()));
        return Path.of(page.toUri());
    }

    private String elements(TokenizerReport report) throws Exception {
        assumeTrue(Files.isExecutable(Browser.PROGRAM), "skipped: there is no " + Browser.PROGRAM);
        return Browser.elements(write(report), folder).replaceAll("(?s)<script>.*?</script>", "<script></script>");
    }

    @Test
    void thePageShowsEnglishAndGermanSideBySide() throws Exception {
        String elements = elements(report("demo", "neox"));

        assertThat(elements).contains("data-ready=\"true\"").doesNotContain("data-errors");
        assertThat(elements.split("<svg ", -1)).as("a chart a measure").hasSize(1 + 5);
        assertThat(Pattern.compile("demo</th><td[^>]*>3.500</td><td[^>]*>3.250</td>")
                        .matcher(elements)
                        .find())
                .isTrue();
        assertThat(elements)
                .contains("old English</th>", "German</th>", ">4.250<", ">2.125<")
                .contains("A sample of 5 % of the documents, chosen by hash of their text: old English 137 of 2,747")
                .contains("neox on German: 2.125")
                .contains("Überschwemmung</th>")
                .contains("href=\"tokenizers.csv\"", "href=\"#vocabulary\"");
    }

    @Test
    void hostileNamesAreTextAndNothingElse() throws Exception {
        String elements = elements(report(ExampleReport.HOSTILE, "</script><script>document.title='owned'</script>"));

        assertThat(elements).contains("data-ready=\"true\"").doesNotContain("data-errors");
        assertThat(elements).doesNotContain("<img").doesNotContain("<title>owned");
    }

    @Test
    void theSameFiguresStandBesideIt() throws IOException {
        write(report("demo, \"own\"", "neox"));

        List<String> csv = Files.readAllLines(folder.resolve("tokenizers.csv"));
        assertThat(csv).hasSize(1 + 4);
        assertThat(csv.get(0)).startsWith("tokenizer,distribution,sample,documents_seen,documents,bytes,words,tokens,");
        assertThat(csv.get(1))
                .isEqualTo("\"demo, \"\"own\"\"\",P,1/20,2747,137,1000,200,400,3.5,2.0,0.25,0.0125,0.0,0.6,300,4096");
        JsonNode json = new ObjectMapper().readTree(Files.readString(folder.resolve("tokenizers.json")));
        assertThat(json.get("sample").asText()).isEqualTo("1/20");
        assertThat(json.get("figures").get(3).get("bytesPerToken").asDouble()).isEqualTo(2.125);
        assertThat(json.get("figures")
                        .get(0)
                        .get("longestSplits")
                        .get(0)
                        .get("tokens")
                        .asInt())
                .isEqualTo(7);
    }
}
