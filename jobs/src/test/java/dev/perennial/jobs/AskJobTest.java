package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.evaluation.tasks.Figure;
import dev.perennial.evaluation.tasks.TaskFigures;
import java.io.IOException;
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
                .doesNotContain("acc_norm");
    }
}
