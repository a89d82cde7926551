package dev.perennial.evaluation.tasks;

import static dev.perennial.evaluation.tasks.ExampleTasks.contexts;
import static dev.perennial.evaluation.tasks.ExampleTasks.continuations;
import static dev.perennial.evaluation.tasks.ExampleTasks.golds;
import static dev.perennial.evaluation.tasks.ExampleTasks.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of questions: what their rows say, and what is wrong with them. */
class TaskTest {
    @TempDir
    Path folder;

    private Task read(TaskFormat format, String name, String text) throws IOException {
        return ExampleTasks.read(source(format, 0), ExampleTasks.write(folder, name, text));
    }

    @Test
    void aSuffixNamesTheTranslatedFields() throws IOException {
        Path file = ExampleTasks.write(
                folder,
                "d.jsonl",
                "{\"question\": \"Is it?\", \"question_de\": \"Ist es so?\", \"choices\": {\"text\": [\"no\"], \"label\": [\"A\"]},"
                        + " \"choices_de\": {\"text\": [\"nein\", \"ja\"], \"label\": [\"A\", \"B\"]}, \"answerKey\": \"B\"}");
        Task task = ExampleTasks.read(
                new TaskSource(TaskFormat.ARC, List.of("*"), List.of(), 0, List.of(), List.of(), "_de", 0), file);
        assertThat(contexts(task, 0)).containsOnly("Question: Ist es so?\nAnswer:");
        assertThat(continuations(task, 0)).containsExactly(" nein", " ja");
    }

    @Test
    void piqasAnswersStandInAFileBeside() throws IOException {
        Path rows = ExampleTasks.write(
                folder,
                "valid.jsonl",
                "{\"goal\": \"Open a jar\", \"sol1\": \"pull\", \"sol2\": \"turn the lid\"}\n"
                        + "{\"goal\": \"Dry hands\", \"sol1\": \"a towel\", \"sol2\": \"a lamp\"}\n");
        Path labels = ExampleTasks.write(folder, "valid-labels.lst", "1\n0\n");
        Task.Files files = new Task.Files(
                ExampleTasks.hadoop(List.of(rows)), ExampleTasks.hadoop(List.of(labels)), List.of(), List.of());
        Task task = Task.read("piqa", source(TaskFormat.PIQA, 0), files, ExampleTasks.HADOOP);
        assertThat(contexts(task, 0)).containsOnly("Question: Open a jar\nAnswer:");
        assertThat(golds(task)).containsExactly(1, 0);

        ExampleTasks.write(folder, "valid-labels.lst", "1\n");
        assertThatThrownBy(() -> Task.read("piqa", source(TaskFormat.PIQA, 0), files, ExampleTasks.HADOOP))
                .hasMessageContaining("got 1 labels, expected 2");
    }

    @Test
    void parquetIsReadAsJsonIs() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(
                """
                message arc {
                  required binary question (STRING);
                  required group choices {
                    optional group text (LIST) { repeated group list { optional binary element (STRING); } }
                    optional group label (LIST) { repeated group list { optional binary element (STRING); } }
                  }
                  required binary answerKey (STRING);
                }
                """);
        Path file = folder.resolve("arc.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
                .withConf(ExampleTasks.HADOOP)
                .withType(schema)
                .build()) {
            Group row = new SimpleGroup(schema);
            row.add("question", "Wo?");
            Group choices = row.addGroup("choices");
            for (String field : List.of("text", "label")) {
                Group list = choices.addGroup(field);
                List<String> items = field.equals("text") ? List.of("da", "dort") : List.of("A", "B");
                items.forEach(item -> list.addGroup("list").add("element", item));
            }
            row.add("answerKey", "B");
            writer.write(row);
        }
        Task task = ExampleTasks.read(source(TaskFormat.ARC, 0), file);
        assertThat(continuations(task, 0)).containsExactly(" da", " dort");
        assertThat(golds(task)).containsExactly(1);
    }

    @Test
    void everyMalformedRowIsNamedWithFileAndLine() {
        assertThatThrownBy(() -> read(
                        TaskFormat.HELLASWAG,
                        "bad.jsonl",
                        ExampleTasks.text("hellaswag.jsonl") + "{\"ctx_a\": \"x\"}\n\n{\"label\": 9}\n"))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_DATA))
                .hasMessageContaining("2 problems")
                .hasMessageContaining("bad.jsonl:4: it has no field")
                .hasMessageContaining("bad.jsonl:6: it has no field");
        assertThatThrownBy(() -> read(TaskFormat.ARC, "torn.jsonl", "{\"id\": 1}\n{\"id\": \n"))
                .hasMessageContaining("torn.jsonl:")
                .hasMessageContaining("it is no JSON");
        assertThatThrownBy(() -> read(TaskFormat.MMLU, "cells_test.csv", "a,b,c\n"))
                .hasMessageContaining("cells_test.csv:1: it is no row of MMLU, got 3 cells");
        assertThatThrownBy(() -> read(TaskFormat.WINOGRANDE, "w.jsonl", "{\"sentence\": \"none\", \"answer\": \"1\"}"))
                .hasMessageContaining("the sentence has no blank");
        assertThatThrownBy(() -> read(TaskFormat.ARC, "empty.jsonl", "")).hasMessageContaining("it has no questions");
    }

    @Test
    void tooFewExamplesAreTooLittleData() throws IOException {
        Path file = ExampleTasks.write(folder, "h.jsonl", ExampleTasks.text("hellaswag.jsonl"));
        assertThatThrownBy(() -> ExampleTasks.read(source(TaskFormat.HELLASWAG, 3), file))
                .hasMessageContaining("after 3 examples: there are too few, got 3");
        Task task = ExampleTasks.read(source(TaskFormat.HELLASWAG, 2), file);
        assertThat(contexts(task, 0).get(0))
                .doesNotContain("shapes it into a loaf")
                .contains("throws the line");
    }

    @Test
    void whatIsNotUtf8IsNamedByLineAndByte() throws IOException {
        Path file = folder.resolve("latin.jsonl");
        byte[] text =
                "{\"text\": \"one two\"}\n{\"text\": \"sch\u00F6n ist es\"}\n".getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, text);
        assertThatThrownBy(() -> ExampleTasks.read(source(TaskFormat.LAMBADA, 0), file))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_DATA))
                .hasMessageContaining("latin.jsonl:2': it is not UTF-8, got byte 0xF6 at byte 33 of the file");
        Files.write(file, Arrays.copyOf("{\"text\": \"a \u00E4".getBytes(StandardCharsets.UTF_8), 13));
        assertThatThrownBy(() -> ExampleTasks.read(source(TaskFormat.LAMBADA, 0), file))
                .hasMessageContaining("latin.jsonl:1': it is not UTF-8, got byte 0xC3 at byte 12");
    }
}
