package dev.perennial.evaluation.tasks;

import static dev.perennial.evaluation.tasks.ExampleTasks.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Json;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.Scorer;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.HuggingFaceConfig;
import dev.perennial.training.checkpoint.ModelImport;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same tasks and the same model in PyTorch, read, prompted, encoded and scored by tests/peers/tasks.py. */
class HarnessPeerTest {
    private static final GptNeoX MODEL = new GptNeoX(300, 2, 32, 2, 48, new Share(1, 4), 10_000, 1e-5);

    @TempDir
    Path folder;

    private Path model() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.write(model.resolve("tokenizer.json"), ExampleTasks.tokenizer());
        Files.writeString(model.resolve("config.json"), HuggingFaceConfig.write(MODEL, 0));
        ParameterLayout layout = ParameterLayout.of(MODEL);
        ByteBuffer vector =
                ByteBuffer.allocateDirect((int) layout.total() * Float.BYTES).order(ByteOrder.nativeOrder());
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < layout.total(); i++) {
            vector.putFloat(4 * i, (float) random.nextDouble(-0.3, 0.3));
        }
        Safetensors.write(
                new org.apache.hadoop.fs.Path(model.resolve("model.safetensors").toUri()),
                ExampleTasks.HADOOP,
                layout,
                List.of(new Safetensors.Section("", vector)));
        return model;
    }

    private Map<String, Task> tasks(Path files) throws IOException {
        Path hellaSwag = ExampleTasks.write(files, "hellaswag.jsonl", ExampleTasks.HELLASWAG);
        Path train = ExampleTasks.write(files, "hellaswag-train.jsonl", ExampleTasks.HELLASWAG_TRAIN);
        Path dev = ExampleTasks.write(files, "mmlu_dev.csv", "One?,a,b,c,d,B\n");
        Path test = ExampleTasks.write(files, "mmlu_test.csv", ExampleTasks.MMLU);
        Map<String, Task> tasks = new TreeMap<>();
        tasks.put("hellaswag", ExampleTasks.read(source(TaskFormat.HELLASWAG, 0), hellaSwag));
        tasks.put(
                "hellaswag-shots",
                ExampleTasks.read(source(TaskFormat.HELLASWAG, 2), List.of(hellaSwag), List.of(train)));
        tasks.put("mmlu", ExampleTasks.read(source(TaskFormat.MMLU, 1), List.of(test), List.of(dev)));
        tasks.put("arc", read(files, TaskFormat.ARC, "arc.jsonl", ExampleTasks.ARC));
        tasks.put("winogrande", read(files, TaskFormat.WINOGRANDE, "winogrande.jsonl", ExampleTasks.WINOGRANDE));
        tasks.put("lambada", read(files, TaskFormat.LAMBADA, "lambada.jsonl", ExampleTasks.LAMBADA));
        tasks.put("text", read(files, TaskFormat.TEXT, "text.jsonl", ExampleTasks.TEXT));
        return tasks;
    }

    private static Task read(Path files, TaskFormat format, String name, String rows) throws IOException {
        return ExampleTasks.read(source(format, 0), ExampleTasks.write(files, name, rows));
    }

    @Test
    void likelihoodsAndFiguresAreThePeers() throws Exception {
        Path model = model();
        Path files = folder.resolve("files");
        Map<String, Task> tasks = tasks(files);
        JsonNode peer = peer(model, files);
        Store store = new Store(folder.resolve("workspace").toUri().toString(), ExampleTasks.HADOOP);
        Checkpoint checkpoint = ModelImport.plan(
                        "m", new org.apache.hadoop.fs.Path(model.toUri()), store, TokenizerEngine.JAVA)
                .checkpoint(Progress.silent());
        Tokenizer tokenizer = Tokenizer.read(ExampleTasks.tokenizer());
        try (Scorer scorer = Scorer.load(new Candidate.Single(checkpoint), ExampleTasks.HADOOP, Backend.CPU)) {
            QuestionScorer questions = new QuestionScorer(tokenizer.encoder(), 0, MODEL.context(), 4, scorer::losses);
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
        TaskFigures figures = Scoring.figures("m", task, scores);
        assertThat(figures.figures()).isNotEmpty().allSatisfy((metric, figure) -> {
            JsonNode expected = peer.get(metric);
            assertThat(figure.value() / expected.get("value").doubleValue())
                    .as("%s of %s", metric, name)
                    .satisfiesAnyOf(ratio -> assertThat(ratio).isCloseTo(1, within(1e-5)), ratio -> assertThat(ratio)
                            .isNaN());
            Optional.ofNullable(expected.get("standard_error"))
                    .ifPresent(error -> assertThat(figure.standardError().orElseThrow())
                            .isCloseTo(error.doubleValue(), within(1e-12)));
        });
    }

    private static JsonNode peer(Path model, Path files) throws IOException, InterruptedException {
        Optional<String> python = Stream.of("python3", "/usr/bin/python3")
                .filter(HarnessPeerTest::hasTorch)
                .findFirst();
        assumeTrue(python.isPresent(), "skipped: no Python with PyTorch at hand");
        Path script = Path.of("..", "tests", "peers", "tasks.py");
        Process peer = new ProcessBuilder(
                        python.orElseThrow(), "-B", script.toString(), model.toString(), files.toString())
                .inheritIO()
                .start();
        assertThat(peer.waitFor()).as("the peer's exit code").isZero();
        return Json.read(Files.readString(files.resolve("scores.json")), JsonNode.class, "scores.json");
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
