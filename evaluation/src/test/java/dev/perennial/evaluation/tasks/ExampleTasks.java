package dev.perennial.evaluation.tasks;

import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.WordCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Rows written for these tests, in the formats in which tasks are published. */
final class ExampleTasks {
    static final Configuration HADOOP = new Configuration();

    static final String HELLASWAG =
            """
            {"ind": 1, "activity_label": "Baking bread", "ctx_a": "The dough rests under a cloth.", "ctx_b": "the Baker", "endings": ["shapes it into a loaf [substeps] on the table.", "swims to the shore.", "paints the  fence.", "sells the car."], "label": "0"}
            {"ind": 2, "activity_label": "Wie man Tee kocht", "ctx_a": "Das Wasser kocht. [title] Die Kanne steht bereit.", "ctx_b": "", "endings": ["Er gießt das Wasser über die Blätter.", "Er fährt nach Hause.", "Sie liest die Zeitung.", "Das Auto ist rot."], "label": "0"}
            {"ind": 3, "activity_label": "Fishing", "ctx_a": "A man sits by the lake.", "ctx_b": "he", "endings": ["flies away.", "throws the line into the water and waits for a long time.", "is a spoon.", "eats the boat."], "label": 1}
            """;
    static final String HELLASWAG_TRAIN =
            """
            {"ind": 4, "activity_label": "Cycling", "ctx_a": "The road is wet.", "ctx_b": "the rider", "endings": ["slows down.", "sings a stone.", "drinks the road.", "is blue."], "label": "0"}
            {"ind": 5, "activity_label": "Sewing", "ctx_a": "The thread is through the needle.", "ctx_b": "she", "endings": ["boils it.", "sews the button on.", "mows it.", "rows it."], "label": "1"}
            {"ind": 6, "activity_label": "Gardening", "ctx_a": "The seeds lie in the earth.", "ctx_b": "the gardener", "endings": ["waters them.", "reads them.", "rides them.", "sings them."], "label": "0"}
            {"ind": 7, "activity_label": "Skating", "ctx_a": "The ice holds.", "ctx_b": "they", "endings": ["melt.", "bark.", "skate over the pond.", "bloom."], "label": "2"}
            """;
    static final String ARC =
            """
            {"id": "a", "question": {"stem": "What does a plant need to grow?", "choices": [{"text": "light", "label": "A"}, {"text": "a piano", "label": "B"}, {"text": "glass", "label": "C"}]}, "answerKey": "A"}
            {"id": "b", "question": {"stem": "Which of these is the heaviest thing of all?", "choices": [{"text": "a feather", "label": "1"}, {"text": "a leaf", "label": "2"}, {"text": "an ox", "label": "3"}, {"text": "a drop of rain", "label": "4"}]}, "answerKey": "3"}
            """;
    static final String WINOGRANDE =
            """
            {"qID": "x-1", "sentence": "The cup did not fit into the box because the _ was too large.", "option1": "cup", "option2": "box", "answer": "1"}
            {"qID": "x-2", "sentence": "Anna thanked Maria because _ had helped her.", "option1": "Anna", "option2": "Maria", "answer": "2"}
            """;
    static final String MMLU =
            """
            What is two and two?,1,2,3,4,D
            "Which word is in ""quotes"", and
            over two lines?",quotes,none,all,some,A
            """;
    static final String LAMBADA =
            """
            {"text": "the cat sat on the mat and the dog ran after the cat"}
            {"text": "many other words make merges possible, such as merging, singing and thinking"}
            {"text": "again"}
            """;
    static final String TEXT =
            """
            {"text": "The cat sat on the mat.\\n\\nAnd the dog ran after the cat around the mat again and again, äußerst schnell, over many other words that make merges possible, until the text was longer than the whole context of the small model that reads it."}
            {"text": "Short."}
            """;

    private ExampleTasks() {}

    /** Words that become tokens, and all other text in bytes; the end of text is 0. */
    static byte[] tokenizer() {
        WordCounts words = new WordCounts();
        words.count("the cat sat on the mat and the dog ran after the cat around the mat again and again ".repeat(9)
                + "many other words make merges possible, such as merging, singing, bringing and thinking");
        return BpeTrainer.ofSize(300).train(words);
    }

    static Path write(Path folder, String name, String text) throws IOException {
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve(name), text);
    }

    static Task read(TaskSource source, Path... files) {
        return read(source, List.of(files), List.of());
    }

    static Task read(TaskSource source, List<Path> files, List<Path> examples) {
        return Task.read(
                "example", source, new Task.Files(hadoop(files), List.of(), hadoop(examples), List.of()), HADOOP);
    }

    static List<org.apache.hadoop.fs.Path> hadoop(List<Path> files) {
        return files.stream()
                .map(file -> new org.apache.hadoop.fs.Path(file.toUri()))
                .toList();
    }

    static TaskSource source(TaskFormat format, int shots) {
        return new TaskSource(format, List.of("*"), List.of(), shots, List.of(), List.of(), "", 0);
    }

    static List<String> contexts(Task task, int question) {
        return ((Question.Choice) task.questions().get(question))
                .requests().stream().map(Request::context).toList();
    }

    static String[] continuations(Task task, int question) {
        return ((Question.Choice) task.questions().get(question))
                .requests().stream().map(Request::continuation).toArray(String[]::new);
    }

    static int[] golds(Task task) {
        return task.questions().stream()
                .mapToInt(question -> ((Question.Choice) question).gold())
                .toArray();
    }

    static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static String joined(String... lines) {
        return String.join("\n", Arrays.asList(lines));
    }
}
