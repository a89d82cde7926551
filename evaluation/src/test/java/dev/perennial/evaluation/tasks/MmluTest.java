package dev.perennial.evaluation.tasks;

import static dev.perennial.evaluation.tasks.ExampleTasks.contexts;
import static dev.perennial.evaluation.tasks.ExampleTasks.continuations;
import static dev.perennial.evaluation.tasks.ExampleTasks.golds;
import static dev.perennial.evaluation.tasks.ExampleTasks.joined;
import static dev.perennial.evaluation.tasks.ExampleTasks.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MMLU and its translations, in every form in which they are published. */
class MmluTest {
    @TempDir
    Path folder;

    private Task read(TaskFormat format, String name, String text) throws IOException {
        return ExampleTasks.read(source(format, 0), ExampleTasks.write(folder, name, text));
    }

    @Test
    void mmluNamesItsSubjectAndLetters() throws IOException {
        Path dev = ExampleTasks.write(folder, "world_religions_dev.csv", "One?,a,b,c,d,B\nTwo?,e,f,g,h,C\n");
        Path test =
                ExampleTasks.write(folder, "world_religions_test.csv", ExampleTasks.text("mmlu/arithmetic_test.csv"));
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
        assertThat(golds(task)).containsExactly(3, 0, 0);
        assertThat(task.questions()).extracting(Question::subject).containsOnly("world_religions");
        assertThat(task.questions()).extracting(Question::place).allMatch(place -> place.matches(".*:[124]"));
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
    void leoLmsAnswersAreTheOriginals() throws IOException {
        Path file = ExampleTasks.write(
                folder,
                "leo.jsonl",
                "{\"question\": \"Where?\", \"question_de\": \"Wo?\", \"choices\": [\"a\", \"b\", \"c\", \"d\"], \"choices_de\":"
                        + " [\"e\", \"f\", \"g\", \"h\"], \"answer\": 2, \"answer_de\": \"{}\", \"subject\": \"us_foreign_policy\"}");
        Task task = ExampleTasks.read(
                new TaskSource(TaskFormat.MMLU, List.of("*"), List.of(), 0, List.of(), List.of(), "_de", 0), file);
        assertThat(contexts(task, 0).get(0))
                .startsWith("The following are multiple choice questions (with answers) about us foreign policy.")
                .endsWith("\n\nWo?\nA. e\nB. f\nC. g\nD. h\nAnswer:");
        assertThat(golds(task)).containsExactly(2);
    }

    /** Shots are of the question's own subject, and English words about it stand before English rows only. */
    @Test
    void coheresRowsAreOfASubjectAndAreNotToldIt() throws IOException {
        Path test = ExampleTasks.FOLDER.resolve("global_mmlu-de.jsonl");
        Path dev = ExampleTasks.FOLDER.resolve("global_mmlu-de-dev.jsonl");
        Task task = ExampleTasks.read(source(TaskFormat.MMLU, 1), List.of(test), List.of(dev));
        assertThat(task.questions())
                .extracting(Question::subject)
                .containsExactly("anatomy", "world_religions", "anatomy", "world_religions", "anatomy");
        assertThat(contexts(task, 0).get(0))
                .isEqualTo(joined(
                        "Womit riecht man?",
                        "A. Hand",
                        "B. Nase",
                        "C. Fuß",
                        "D. Bein",
                        "Answer: B",
                        "",
                        "Wie viele Finger hat eine Hand?",
                        "A. drei",
                        "B. vier",
                        "C. fünf",
                        "D. sechs",
                        "Answer:"));
        assertThat(contexts(task, 1).get(0)).startsWith("Was läutet?");
    }

    @Test
    void openGptXsSubjectIsInTheId() throws IOException {
        Task task = read(
                TaskFormat.MMLU,
                "mmlux.jsonl",
                "{\"question\": \"Wo?\", \"choices\": [\"da\", \"dort\", \"hier\", \"nie\"], \"answer\": 1, \"id\":"
                        + " \"world_religions/test/7\"}");
        assertThat(contexts(task, 0).get(0))
                .startsWith(
                        "The following are multiple choice questions (with answers) about world religions.\n\nWo?\n");
        assertThat(task.questions().get(0).subject()).isEqualTo("world_religions");
        assertThat(golds(task)).containsExactly(1);
    }
}
