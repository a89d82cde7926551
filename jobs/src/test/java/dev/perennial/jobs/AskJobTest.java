package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluation.tasks.Figure;
import dev.perennial.evaluation.tasks.TaskFigures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskJobTest {
    @TempDir
    Path folder;

    private int ask(String tasks) throws IOException {
        Path file = Files.writeString(folder.resolve("tasks.conf"), tasks.formatted(folder));
        return Perennial.execute(
                "ask",
                folder.toString(),
                "--tasks",
                file.toString(),
                "--workspace",
                folder.resolve("runs").toString(),
                "--dry-run");
    }

    @Test
    void mistakesShowBeforeAnyModelIsLoaded() throws IOException {
        Files.writeString(folder.resolve("good.jsonl"), "{\"text\": \"one two\"}\n{\"text\": \"three\"}\n");
        Files.writeString(folder.resolve("bad.jsonl"), "{\"text\": \"one two\"}\n{\"texts\": \"three\"}\n");
        assertThat(ask("tasks { l { format = lambada, files = [\"%s/good.jsonl\"] } }"))
                .isZero();
        assertThat(ask("tasks { l { format = lambda, files = [\"%s/good.jsonl\"] } }"))
                .isEqualTo(2);
        assertThat(ask("tasks { l { format = text, shots = 1, files = [\"%s/good.jsonl\"] } }"))
                .isEqualTo(2);
        assertThat(ask("tasks { l { format = lambada, files = [\"%s/none.jsonl\"] } }"))
                .isEqualTo(2);
        assertThat(ask("tasks { l { format = lambada, files = [\"%s/bad.jsonl\"] } }"))
                .isEqualTo(3);
    }

    @Test
    void whatIsWrongWithTheCommandLineIsToldBeforeTheTasksAreRead() throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Perennial.execute(
                    "ask",
                    folder.resolve("nowhere").toString(),
                    "--tasks",
                    folder.resolve("none.conf").toString(),
                    "--workspace",
                    folder.resolve("runs").toString(),
                    "--batch",
                    "0");
            assertThat(exitCode).isEqualTo(2);
            assertThat(ask("tasks {}")).isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("3 problems", "no file at '", "none.conf'", "--batch does not fit, got 0")
                .contains("nowhere': there is no such folder", "the file names no task");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void aTableHasTheFiguresThatThereAre() {
        TaskFigures arc = new TaskFigures(
                "P",
                "arc",
                "arc",
                2,
                1_000,
                0,
                Optional.of(0.25),
                Map.of("acc", new Figure(0.3, Optional.of(0.0145))),
                Map.of());
        TaskFigures words = new TaskFigures(
                "P",
                "words",
                "text",
                0,
                1,
                0,
                Optional.empty(),
                Map.of("bits_per_byte", new Figure(2, Optional.empty())),
                Map.of());
        assertThat(TaskTable.of(List.of(words, arc)))
                .contains("0.3000 ± 0.0145", "1,000", "0.2500", "2.0000", "bits_per_byte")
                .doesNotContain("acc_norm", "contexts cut");
        TaskFigures lambada = new TaskFigures(
                "P",
                "lambada",
                "lambada",
                0,
                9,
                1_234,
                Optional.empty(),
                Map.of("perplexity", new Figure(64_294.64, Optional.of(112.5))),
                Map.of());
        assertThat(TaskTable.of(List.of(lambada))).contains("contexts cut", "1,234", "64,294.6 ± 112.5");
    }
}
