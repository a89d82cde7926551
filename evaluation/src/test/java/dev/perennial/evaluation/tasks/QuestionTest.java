package dev.perennial.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionTest {
    @Test
    void questionsOfEveryFormatReachAnExecutorAsTheyAre() throws IOException, ClassNotFoundException {
        for (Task task : PublishedTasks.all().values()) {
            List<Question> questions = new ArrayList<>(task.questions());
            assertThat(sent(questions)).as(task.format().toString()).isEqualTo(questions);
        }
    }

    private static Object sent(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
