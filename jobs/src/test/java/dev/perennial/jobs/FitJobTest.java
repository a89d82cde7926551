package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import dev.perennial.training.checkpoint.StepMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FitJobTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return Perennial.execute(
                    Stream.concat(Stream.of("fit"), Stream.of(arguments)).toArray(String[]::new));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    /** A constant rate of 0.01, so S1 = 0.01 * (step + 1), and L = 2 + 0.5 / sqrt(S1). */
    private Path metrics() throws IOException {
        Path checkpoint = Files.createDirectory(folder.resolve("P-1"));
        Files.writeString(
                checkpoint.resolve("metrics.jsonl"),
                IntStream.range(0, 200)
                        .mapToObj(step -> Json.line(new StepMetrics(
                                step, 100L * (step + 1), 0.01, 2 + 0.5 / Math.sqrt(0.01 * (step + 1)), null)))
                        .collect(Collectors.joining("\n", "", "\n")));
        return checkpoint;
    }

    @Test
    void aRunsCurveIsFittedAndShown() throws IOException {
        Path page = folder.resolve("law.html");
        assertThat(run("annealing", "--run", metrics().toString(), "--json", "--chart", page.toString()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        JsonNode fit = Json.read(out.toString(StandardCharsets.UTF_8), JsonNode.class, "the output");
        assertThat(fit.at("/parameters/0/value").asDouble()).isBetween(1.999, 2.001);
        assertThat(fit.at("/parameters/2/value").asDouble()).isBetween(0.499, 0.501);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("P-1", "C is left out", "measured", "R2 1.0000");
        assertThat(page).content().contains("</html>", "annealing law").doesNotContain("{{");
        assertThat(folder.resolve("law.json")).content().contains("\"title\":\"Fit of the law annealing\"");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(run("annealing")).isEqualTo(2);
        assertThat(run("d-cpt", "--report", folder.toString())).isEqualTo(2);
        assertThat(run("kaplan")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("Cannot fit the law annealing: got no --run")
                .contains("report.json': no such file")
                .contains("but was 'kaplan'");
    }
}
