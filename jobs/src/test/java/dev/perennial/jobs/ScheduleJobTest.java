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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stage P: 1,000 sequences of 8 tokens, 50 steps of 160 tokens. Stage Q continues it at the constant rate. */
class ScheduleJobTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("experiment.conf");
        Files.writeString(
                file,
                """
                name = schedules
                workspace = "%s/workspace"
                seed = 1
                corpora { P { format = pile, files = ["nowhere/*.jsonl"] } }
                model { layers = 1, width = 16, heads = 2, context = 8 }
                training { rounds { workers = 2, steps-per-round = 5, batch = 10 } }
                let { rates { curve = infinite, peak = 1e-2, constant = 5e-3, floor = 1e-3, warm-up = 10 %% } }
                stages {
                  P { data { P = 1 }, tokens = 8k, schedule = ${let.rates} { anneal = 0 } }
                  Q { parent = P, data { P = 1 }, tokens = 8k, schedule = ${let.rates} { warm-up = 0, cooldown = 0 } }
                }
                """
                        .formatted(folder));
    }

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
            String[] all = Stream.concat(Stream.of("schedule", "--conf", file.toString()), Stream.of(arguments))
                    .toArray(String[]::new);
            return new Printed(
                    Perennial.execute(all), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    private static List<JsonNode> lines(Printed printed) {
        assertThat(printed.exitCode()).as(printed.err()).isZero();
        return printed.out()
                .lines()
                .map(line -> Json.read(line, JsonNode.class, "the output"))
                .toList();
    }

    @Test
    void everyStepOfEveryStageIsListedWithItsRateAndPhase() {
        List<JsonNode> lines = lines(run("--json"));
        assertThat(lines).hasSize(100);
        JsonNode peak = lines.get(4);
        assertThat(peak.get("stage").asText()).isEqualTo("P");
        assertThat(peak.get("step").asLong()).isEqualTo(4);
        assertThat(peak.get("tokens").asLong()).isEqualTo(800);
        assertThat(peak.get("rate").asDouble()).isEqualTo(1e-2);
        assertThat(peak.get("phase").asText()).isEqualTo("warm-up");
        assertThat(lines.get(49).get("phase").asText()).isEqualTo("constant");
        assertThat(lines.get(50).get("rate").asDouble())
                .isEqualTo(lines.get(49).get("rate").asDouble())
                .isEqualTo(5e-3);
        assertThat(lines.get(99).get("rate").asDouble()).isEqualTo(1e-3);
        assertThat(lines.get(99).get("phase").asText()).isEqualTo("anneal");
    }

    @Test
    void fewerPointsKeepTheFirstAndTheLast() {
        assertThat(lines(run("--json", "--points", "3", "--stage", "Q")))
                .extracting(line -> line.get("step").asLong())
                .containsExactly(0L, 24L, 49L);
    }

    @Test
    void withoutJsonATableShowsTheBoundaries() {
        Printed printed = run();
        assertThat(printed.exitCode()).isZero();
        assertThat(printed.out()).isEmpty();
        assertThat(printed.err()).containsPattern("P +│ cooldown +│ +800 +│ +5,600 +│ +0.01 +│ +0.005");
        assertThat(printed.err()).containsPattern("Q +│ anneal +│ +6,880 +│ +8,000 +│ +0.005 +│ +0.001");
    }

    @Test
    void stepsGoToAFile() throws IOException {
        Path csv = folder.resolve("rates.csv");
        assertThat(run("--output", csv.toString()).exitCode()).isZero();
        assertThat(Files.readAllLines(csv))
                .hasSize(101)
                .startsWith("stage,step,tokens,rate,phase", "P,0,160,0.002,warm-up")
                .endsWith("Q,49,8000,0.001,anneal");
    }

    @Test
    void nothingButTheExperimentIsTouched() throws IOException {
        assertThat(run("--json").exitCode()).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatNobodyKnowsIsRefused() {
        Printed stage = run("--stage", "R");
        assertThat(stage.exitCode()).isEqualTo(2);
        assertThat(stage.err()).contains("Cannot find the stage 'R'. Known: P, Q.");
        Printed curve = run("--set", "let.rates.curve=infinit");
        assertThat(curve.exitCode()).isEqualTo(2);
        assertThat(curve.err()).contains("Cannot choose 'infinit'. Did you mean 'infinite'?");
        assertThat(run("--points", "1").exitCode()).isEqualTo(2);
        Printed nowhere = run("--output", folder.resolve("nowhere/rates.csv").toString());
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains("Name a file in a folder that exists.");
    }

    @Test
    void allStagesAreDrawnOverOneAxisOfTokens() throws IOException {
        Path page = folder.resolve("schedule.html");
        assertThat(run("--chart", page.toString()).exitCode()).isZero();
        String text = Files.readString(page);
        JsonNode content = Json.read(
                text.replaceAll("(?s).*<script type=\"application/json\" id=\"content\">(.*?)</script>.*", "$1"),
                JsonNode.class,
                "the page");
        assertThat(content.at("/curves/0/points/0/tokens").asLong()).isEqualTo(160);
        assertThat(content.at("/curves/0/points/49/tokens").asLong()).isEqualTo(8_000);
        assertThat(content.at("/curves/1/points/0/tokens").asLong()).isEqualTo(8_160);
        assertThat(content.at("/curves/1/points/0/rate").asDouble()).isEqualTo(5e-3);
        assertThat(text).contains("script-src 'sha256-").doesNotContain("{{");
    }
}
