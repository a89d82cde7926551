package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The paper's models on the committed shapes: nothing is read but configuration, and nothing is tokenised. */
class PlanJobTest {
    private static final String SMALL = "../conf/experiments/paper-405m.conf";
    private static final String LARGE = "../conf/experiments/paper-10b.conf";
    private static final String CPU = "../conf/clusters/shapes/cpu-48x16.conf";
    private static final String GPU = "../conf/clusters/shapes/a100x64.conf";

    @TempDir
    Path folder;

    /** What a command printed, by stream. */
    private record Printed(int exitCode, String out, String err) {}

    private Printed run(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            String[] all = Stream.concat(
                            Stream.of("plan", "--set", "workspace=" + Json.line(folder.toString())),
                            Stream.of(arguments))
                    .toArray(String[]::new);
            return new Printed(
                    Perennial.execute(all), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    @Test
    void aRunThatFitsIsPricedAsARange() throws IOException {
        // The model says how many entries there are, so the tokenizer need not be read; without one, it would be
        // trained.
        Path tokenizer = Files.createFile(folder.resolve("tokenizer.json"));
        Path table = folder.resolve("plan.md");
        Printed printed = run(
                "--experiment",
                SMALL,
                "--cluster",
                CPU,
                "--set",
                "tokenizer.file=" + Json.line(tokenizer.toString()),
                "--prices",
                "../conf/prices/example.conf",
                "--json",
                "--output",
                table.toString());
        assertThat(printed.exitCode()).isZero();
        assertThat(printed.err())
                .contains("| pile | 300,000,000,000 | 146,484,375 | 16,586 | 132,688 |")
                .contains("its files are not at hand: as much as the stages ask of it")
                .contains("measure with plan --measure")
                .contains("| money for machines, EUR |")
                .contains("| **fits** | yes |");
        assertThat(table).content().startsWith("Experiment `paper-405m`: 405,334,016 parameters");
        JsonNode forecast = Json.read(printed.out(), JsonNode.class, "output");
        assertThat(forecast.path("traffic").path("of_task").asLong()).isEqualTo(2L * 3 * 4 * 405_334_016 * 47 / 48);
        assertThat(forecast.path("money").path("low").asDouble())
                .isPositive()
                .isLessThan(forecast.path("money").path("high").asDouble());
    }

    @Test
    void allThatCannotFitIsToldOfAllClusters() {
        Printed printed = run("--experiment", LARGE, "--cluster", CPU, "--cluster", GPU);
        assertThat(printed.exitCode()).isEqualTo(2);
        assertThat(printed.err())
                .contains("cpu-48x16: Cannot train a model of this size")
                .contains("cpu-48x16: Cannot fit the heap of the driver: got 8.6 GB")
                .contains("cpu-48x16: Cannot fit the memory off the heap")
                .contains("a100x64: Cannot train a model of this size")
                .contains("a100x64: Cannot use a GPU")
                .contains("a100x64: Cannot fit the memory of a GPU (a100-80): got 80.0 GB");
    }

    @Test
    void wrongPricesAreTheUsersMistake() throws IOException {
        Path prices = Files.writeString(folder.resolve("prices.conf"), "currency = EUR, executor-hours = 1");
        assertThat(run("--experiment", SMALL, "--prices", prices.toString()).err())
                .contains("Did you mean 'executor-hour'?", "Cannot do without the key 'executor-hour'");
        assertThat(run("--experiment", SMALL, "--prices", "nowhere.conf").exitCode())
                .isEqualTo(2);
    }
}
