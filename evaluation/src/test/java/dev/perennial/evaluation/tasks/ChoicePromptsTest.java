package dev.perennial.evaluation.tasks;

import static dev.perennial.evaluation.tasks.ExampleTasks.contexts;
import static dev.perennial.evaluation.tasks.ExampleTasks.continuations;
import static dev.perennial.evaluation.tasks.ExampleTasks.golds;
import static dev.perennial.evaluation.tasks.ExampleTasks.joined;
import static dev.perennial.evaluation.tasks.ExampleTasks.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows with choices become the harness's prompts, in every form in which a format is published. */
class ChoicePromptsTest {
    @TempDir
    Path folder;

    private Task read(TaskFormat format, String name, String text) throws IOException {
        return ExampleTasks.read(source(format, 0), ExampleTasks.write(folder, name, text));
    }

    @Test
    void hellaSwagLosesItsMarkup() throws IOException {
        Task task = read(TaskFormat.HELLASWAG, "h.jsonl", ExampleTasks.text("hellaswag.jsonl"));
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
        Task nested = read(TaskFormat.ARC, "n.jsonl", ExampleTasks.text("arc.jsonl"));
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
        Task task = read(TaskFormat.WINOGRANDE, "w.jsonl", ExampleTasks.text("winogrande.jsonl"));
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
    void piqaIsAskedAsAQuestionAndGlobalPiqaAsItStands() throws IOException {
        Task american = ExampleTasks.read(source(TaskFormat.PIQA, 0), ExampleTasks.FOLDER.resolve("piqa-train.jsonl"));
        assertThat(contexts(american, 0)).containsOnly("Question: Light a candle\nAnswer:");
        assertThat(golds(american)).containsExactly(0, 1, 0);

        Task german = ExampleTasks.read(source(TaskFormat.PIQA, 0), ExampleTasks.FOLDER.resolve("global-piqa.tsv"));
        assertThat(contexts(german, 2)).containsOnly("Den Strandkorb dreht man so,");
        assertThat(continuations(german, 2))
                .containsExactly(" dass er \"im Wind\" steht und umfällt.", " dass sein Rücken zum Wind steht.");
        assertThat(golds(german)).containsExactly(0, 1, 1);
        assertThat(german.questions().get(2).place()).endsWith("global-piqa.tsv:4");

        Task parallel = read(
                TaskFormat.PIQA,
                "parallel_deu_latn.tsv",
                "prompt\tsolution0\tsolution1\tsolution2\tsolution3\tlabel\nEis wird\tlaut\tWasser\tHolz\tmüde\t1\n");
        assertThat(continuations(parallel, 0)).containsExactly(" laut", " Wasser", " Holz", " müde");
        assertThat(golds(parallel)).containsExactly(1);
    }

    @Test
    void belebeleListsItsAnswersUnderThePassageInEveryLanguage() throws IOException {
        Path file = ExampleTasks.FOLDER.resolve("belebele-deu_Latn.jsonl");
        Task german = ExampleTasks.read(source(TaskFormat.BELEBELE, 0), file);
        assertThat(contexts(german, 0))
                .containsOnly(joined(
                        "P: Der Fluss trat im März über die Ufer. Die Brücke blieb drei Tage lang gesperrt.",
                        "Q: Wie lange war die Brücke gesperrt?",
                        "A: einen Tag",
                        "B: drei Tage",
                        "C: eine Woche",
                        "D: bis März",
                        "Answer:"));
        assertThat(continuations(german, 0)).containsExactly(" A", " B", " C", " D");
        assertThat(golds(german)).containsExactly(1, 0, 3);
        Task shots = ExampleTasks.read(source(TaskFormat.BELEBELE, 1), file);
        assertThat(contexts(shots, 0).get(0)).startsWith("P: Im Hafen").contains("D: beide\nAnswer: A\n\nP: Der Fluss");

        Task english = ExampleTasks.read(
                source(TaskFormat.BELEBELE, 0), ExampleTasks.FOLDER.resolve("belebele-eng_Latn.jsonl"));
        assertThat(contexts(english, 1).get(0)).contains("\nQ: Which ship leaves?\nA: the larger one\n");
        assertThat(golds(english)).containsExactly(1, 0);
        assertThatThrownBy(() -> read(
                        TaskFormat.BELEBELE,
                        "five.jsonl",
                        ExampleTasks.text("belebele-eng_Latn.jsonl")
                                .replace("\"correct_answer_num\": \"2\"", "\"correct_answer_num\": \"5\"")))
                .hasMessageContaining("five.jsonl:1: 'correct_answer_num' names no choice, got '5'");
    }
}
