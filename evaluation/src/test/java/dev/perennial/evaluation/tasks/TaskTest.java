package dev.perennial.evaluation.tasks;

import static dev.perennial.evaluation.tasks.ExampleTasks.contexts;
import static dev.perennial.evaluation.tasks.ExampleTasks.continuations;
import static dev.perennial.evaluation.tasks.ExampleTasks.golds;
import static dev.perennial.evaluation.tasks.ExampleTasks.joined;
import static dev.perennial.evaluation.tasks.ExampleTasks.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows become the harness's prompts, in every form in which a format is published. */
class TaskTest {
    @TempDir
    Path folder;

    private Task read(TaskFormat format, String name, String text) throws IOException {
        return ExampleTasks.read(source(format, 0), ExampleTasks.write(folder, name, text));
    }

    @Test
    void hellaSwagLosesItsMarkup() throws IOException {
        Task task = read(TaskFormat.HELLASWAG, "h.jsonl", ExampleTasks.HELLASWAG);
        assertThat(contexts(task, 0)).containsOnly("Baking bread: The dough rests under a cloth. The baker");
        assertThat(contexts(task, 1))
                .containsOnly("Wie man Tee kocht: Das Wasser kocht.. Die Kanne steht bereit. ".stripTrailing());
        assertThat(continuations(task, 0))
                .containsExactly(
                        " shapes it into a loaf on the table.",
                        " swims to the shore.",
                        " paints the fence.",
                        " sells the car.");
        assertThat(golds(task)).containsExactly(0, 0, 1);
        assertThat(task.questions().get(2).place()).endsWith("h.jsonl:3");
    }

    @Test
    void arcIsReadNestedFlatAndFromOkapi() throws IOException {
        Task nested = read(TaskFormat.ARC, "n.jsonl", ExampleTasks.ARC);
        assertThat(contexts(nested, 0)).containsOnly("Question: What does a plant need to grow?\nAnswer:");
        assertThat(continuations(nested, 0)).containsExactly(" light", " a piano", " glass");
        assertThat(golds(nested)).containsExactly(0, 2);

        Task flat = read(
                TaskFormat.ARC,
                "f.json",
                "[{\"question\": \"Is it?\", \"choices\": {\"text\": [\"no\", \"yes\"], \"label\": [\"A\", \"B\"]},\n"
                        + " \"answerKey\": \"B\"}]");
        assertThat(contexts(flat, 0)).containsOnly("Question: Is it?\nAnswer:");
        assertThat(golds(flat)).containsExactly(1);

        Task okapi = read(
                TaskFormat.ARC,
                "o.jsonl",
                "{\"instruction\": \" Was  ist [x]das? \", \"option_a\": \"ein Ei\", \"option_b\": \"ein Haus\", \"option_c\": null,"
                        + " \"option_d\": \"\", \"answer\": \"B\"}");
        assertThat(contexts(okapi, 0)).containsOnly("Question: Was ist das?\nAnswer:");
        assertThat(continuations(okapi, 0)).containsExactly(" ein Ei", " ein Haus");
        assertThat(golds(okapi)).containsExactly(1);
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
    void openBookQaIsAskedByItsStemAlone() throws IOException {
        Task task = read(
                TaskFormat.OPENBOOKQA,
                "o.jsonl",
                "{\"question\": {\"stem\": \"Frogs live\", \"choices\": [{\"text\": \"in ponds\", \"label\": \"A\"}, {\"text\": \"in"
                        + " ovens\", \"label\": \"B\"}]}, \"answerKey\": \" A\"}\n"
                        + "{\"question_stem\": \"Owls hunt\", \"choices\": {\"text\": [\"by day\", \"by night\"], \"label\": [\"A\","
                        + " \"B\"]}, \"answerKey\": \"B\"}\n");
        assertThat(contexts(task, 0)).containsOnly("Frogs live");
        assertThat(contexts(task, 1)).containsOnly("Owls hunt");
        assertThat(golds(task)).containsExactly(0, 1);
    }

    @Test
    void winoGrandeScoresTheSameEndAfterEachOption() throws IOException {
        Task task = read(TaskFormat.WINOGRANDE, "w.jsonl", ExampleTasks.WINOGRANDE);
        assertThat(contexts(task, 0))
                .containsExactly(
                        "The cup did not fit into the box because the cup",
                        "The cup did not fit into the box because the box");
        assertThat(continuations(task, 0)).containsOnly(" was too large.");
        assertThat(golds(task)).containsExactly(0, 1);
        Task shots = ExampleTasks.read(source(TaskFormat.WINOGRANDE, 1), folder.resolve("w.jsonl"));
        assertThat(contexts(shots, 0).get(1))
                .isEqualTo("Anna thanked Maria because Maria had helped her.\n\n"
                        + "The cup did not fit into the box because the box");
    }

    @Test
    void boolQIsReadAsGoogleAndAsSuperGlueHasIt() throws IOException {
        Task task = read(
                TaskFormat.BOOLQ,
                "b.jsonl",
                "{\"question\": \"is grass green\", \"passage\": \"Grass is green.\", \"answer\": true}\n"
                        + "{\"question\": \"is snow red\", \"passage\": \"Snow is white.\", \"label\": 0}\n");
        assertThat(contexts(task, 0)).containsOnly("Grass is green.\nQuestion: is grass green?\nAnswer:");
        assertThat(continuations(task, 0)).containsExactly(" no", " yes");
        assertThat(golds(task)).containsExactly(1, 0);
    }

    @Test
    void mmluNamesItsSubjectAndLetters() throws IOException {
        Path dev = ExampleTasks.write(folder, "world_religions_dev.csv", "One?,a,b,c,d,B\nTwo?,e,f,g,h,C\n");
        Path test = ExampleTasks.write(folder, "world_religions_test.csv", ExampleTasks.MMLU);
        Task task = ExampleTasks.read(source(TaskFormat.MMLU, 1), List.of(test), List.of(dev));
        assertThat(contexts(task, 0).get(0))
                .isEqualTo(joined(
                        "The following are multiple choice questions (with answers) about world religions.",
                        "",
                        "One?",
                        "A. a",
                        "B. b",
                        "C. c",
                        "D. d",
                        "Answer: B",
                        "",
                        "What is two and two?",
                        "A. 1",
                        "B. 2",
                        "C. 3",
                        "D. 4",
                        "Answer:"));
        assertThat(continuations(task, 0)).containsExactly(" A", " B", " C", " D");
        assertThat(golds(task)).containsExactly(3, 0);
        assertThat(task.questions()).extracting(Question::subject).containsOnly("world_religions");
        assertThat(task.questions()).extracting(Question::place).allMatch(place -> place.matches(".*:[12]"));
    }

    @Test
    void mmlusTranslationsAreReadToo() throws IOException {
        Task okapi = read(
                TaskFormat.MMLU,
                "okapi.jsonl",
                "{\"instruction\": \"Wie viele? \", \"option_a\": 1, \"option_b\": \"2\", \"option_c\": \"3\", \"option_d\": \"4\","
                        + " \"answer\": \"C\"}");
        assertThat(contexts(okapi, 0)).containsOnly("Wie viele?\nA. 1\nB. 2\nC. 3\nD. 4\nAnswer:");
        Task openai = read(
                TaskFormat.MMLU,
                "mmlu_DE-DE.csv",
                ",Question,A,B,C,D,Answer,Subject\n0,Wo?,da,dort,hier,nie,B,anatomy\n");
        assertThat(contexts(openai, 0)).containsOnly("Wo?\nA. da\nB. dort\nC. hier\nD. nie\nAnswer:");
        assertThat(golds(openai)).containsExactly(1);
        assertThat(openai.questions().get(0).subject()).isEqualTo("anatomy");
    }

    @Test
    void lambadaAsksForTheLastWord() throws IOException {
        Task task = read(TaskFormat.LAMBADA, "l.jsonl", ExampleTasks.LAMBADA);
        assertThat(((Question.Cloze) task.questions().get(0)).request())
                .isEqualTo(new Request("the cat sat on the mat and the dog ran after the", " cat"));
        assertThat(((Question.Cloze) task.questions().get(2)).request()).isEqualTo(new Request("", " again"));
    }

    @Test
    void wikiTextIsJoinedAndCountedAsItWas() throws IOException {
        Task task = read(
                TaskFormat.WIKITEXT,
                "wiki.test.raw",
                " \n = Stone = \n\n A @-@ b , c ; it 's ( 1 @,@ 000 ) . \n\n = = Use = = \n\n d \n = Ice = \n e \n");
        assertThat(task.questions()).hasSize(2);
        Question.Passage page = (Question.Passage) task.questions().get(0);
        assertThat(page.text()).contains("A-b, c; it's (1,000).").contains("== Use ==");
        assertThat(page.words()).isGreaterThan(PythonText.words(page.text()));
        assertThat(((Question.Passage) task.questions().get(1)).text())
                .contains("= Ice =")
                .contains("e");
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
                        ExampleTasks.HELLASWAG + "{\"ctx_a\": \"x\"}\n\n{\"label\": 9}\n"))
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
        Path file = ExampleTasks.write(folder, "h.jsonl", ExampleTasks.HELLASWAG);
        assertThatThrownBy(() -> ExampleTasks.read(source(TaskFormat.HELLASWAG, 3), file))
                .hasMessageContaining("after 3 examples: there are too few, got 3");
        Task task = ExampleTasks.read(source(TaskFormat.HELLASWAG, 2), file);
        assertThat(contexts(task, 0).get(0))
                .doesNotContain("shapes it into a loaf")
                .contains("throws the line");
    }
}
