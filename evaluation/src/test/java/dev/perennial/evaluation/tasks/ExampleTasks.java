package dev.perennial.evaluation.tasks;

import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.WordCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Reads tasks of rows written for these tests, in the formats in which tasks are published. */
final class ExampleTasks {
    static final Configuration HADOOP = new Configuration();

    static final Path FOLDER = Path.of("src", "test", "resources", "tasks");

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

    /** The text of a file of {@link #FOLDER}. */
    static String text(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
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
