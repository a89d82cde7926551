package dev.perennial.evaluation.tasks;

import static dev.perennial.evaluation.tasks.ExampleTasks.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts without choices: the last word, or all of it. */
class PassagesTest {
    @TempDir
    Path folder;

    private Task read(TaskFormat format, String name, String text) throws IOException {
        return ExampleTasks.read(source(format, 0), ExampleTasks.write(folder, name, text));
    }

    @Test
    void lambadaAsksForTheLastWord() throws IOException {
        Task task = read(TaskFormat.LAMBADA, "l.jsonl", ExampleTasks.text("lambada.jsonl"));
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
}
