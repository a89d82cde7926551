package dev.perennial.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.Scorer;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.ModelImport;
import dev.perennial.training.kernel.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same tasks and the same model in PyTorch, read, prompted, encoded and scored by tests/peers/tasks.py. */
class HarnessPeerTest {
    @TempDir
    Path folder;

    @Test
    void likelihoodsAndFiguresAreThePeers() throws Exception {
        Path model = ExampleModel.write(folder.resolve("model"));
        Map<String, Task> tasks = PublishedTasks.all();
        assertThat(tasks.values()).extracting(Task::format).contains(TaskFormat.values());
        JsonNode peer = peer(model, folder.resolve("figures.json"));
        assertThat(peer.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(tasks.keySet());
        Store store = new Store(folder.resolve("workspace").toUri().toString(), ExampleTasks.HADOOP);
        Checkpoint checkpoint = ModelImport.plan(
                        "m", new org.apache.hadoop.fs.Path(model.toUri()), store, TokenizerEngine.JAVA)
                .checkpoint(Progress.silent());
        Tokenizer tokenizer = Tokenizer.read(ExampleTasks.tokenizer());
        try (Scorer scorer = Scorer.load(new Candidate.Single(checkpoint), ExampleTasks.HADOOP, Backend.CPU)) {
            QuestionScorer questions =
                    new QuestionScorer(tokenizer.encoder(), 0, ExampleModel.SHAPE.context(), 4, scorer::losses);
            tasks.forEach((name, task) -> compare(name, task, questions.score(task.questions()), peer.get(name)));
        }
    }

    private static void compare(String name, Task task, List<QuestionScore> scores, JsonNode peer) {
        for (int row = 0; row < scores.size(); row++) {
            List<Double> ours = scores.get(row).logLikelihoods();
            for (int choice = 0; choice < ours.size(); choice++) {
                assertThat(ours.get(choice))
                        .as("%s, row %d, choice %d", name, row, choice)
                        .isCloseTo(
                                peer.get("log_likelihoods").get(row).get(choice).doubleValue(), within(1e-4));
            }
        }
        Map<String, Figure> figures = Scoring.figures("m", task, scores).figures();
        assertThat(peer.fieldNames())
                .toIterable()
                .as(name)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of("log_likelihoods"), figures.keySet().stream())
                                .toList());
        figures.forEach((metric, figure) -> {
            JsonNode expected = peer.get(metric);
            assertClose(metric + " of " + name, figure.value(), expected.get("value"), 1e-5);
            assertThat(figure.standardError().isPresent())
                    .as("a standard error of %s of %s", metric, name)
                    .isEqualTo(expected.has("standard_error"));
            figure.standardError()
                    .ifPresent(error -> assertClose(
                            "standard error of " + metric + " of " + name,
                            error,
                            expected.get("standard_error"),
                            1e-4));
        });
    }

    private static void assertClose(String what, double value, JsonNode expected, double share) {
        double wanted = expected.doubleValue();
        assertThat(value).as(what).isCloseTo(wanted, within(share * Math.abs(wanted)));
    }

    private static JsonNode peer(Path model, Path figures) throws IOException, InterruptedException {
        Optional<String> python = Stream.of("python3", "/usr/bin/python3")
                .filter(HarnessPeerTest::hasTorch)
                .findFirst();
        assumeTrue(python.isPresent(), "skipped: no Python with PyTorch at hand");
        Path script = Path.of("..", "tests", "peers", "tasks.py");
        Process peer = new ProcessBuilder(
                        python.orElseThrow(),
                        "-B",
                        script.toString(),
                        model.toString(),
                        ExampleTasks.FOLDER.toString(),
                        figures.toString())
                .inheritIO()
                .start();
        assertThat(peer.waitFor()).as("the peer's exit code").isZero();
        return Json.read(Files.readString(figures), JsonNode.class, figures.toString());
    }

    private static boolean hasTorch(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import torch")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }
}
