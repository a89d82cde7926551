package dev.perennial.evaluation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.Scorer;
import dev.perennial.evaluation.spark.TaskEvaluation.Pair;
import dev.perennial.evaluation.tasks.QuestionRange;
import dev.perennial.evaluation.tasks.QuestionScore;
import dev.perennial.evaluation.tasks.QuestionScorer;
import dev.perennial.evaluation.tasks.Scoring;
import dev.perennial.evaluation.tasks.Task;
import dev.perennial.evaluation.tasks.TaskFigures;
import dev.perennial.evaluation.tasks.TaskFormat;
import dev.perennial.evaluation.tasks.TaskSource;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.kernel.Backend;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskEvaluationTest {
    private static final Configuration HADOOP = new Configuration();
    private static final GptNeoX MODEL = new GptNeoX(260, 1, 16, 2, 48, new Share(1, 4), 10_000, 1e-5);
    private static final byte[] TOKENIZER = tokenizer();

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() {
        store = new Store(folder.resolve("workspace").toUri().toString(), HADOOP);
    }

    private static byte[] tokenizer() {
        WordCounts words = new WordCounts();
        words.count("one and two and two and one and two");
        return BpeTrainer.ofSize(260).train(words);
    }

    private static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    private static SparkSession noSpark() {
        throw new AssertionError("nothing is left to compute");
    }

    private TaskEvaluation evaluation() {
        return new TaskEvaluation(store, 4, TokenizerEngine.AUTOMATIC, Backend.CPU);
    }

    private Candidate model(String name, byte[] tokenizer) throws IOException {
        Path at = Files.createDirectories(folder.resolve(name));
        Files.write(at.resolve("tokenizer.json"), tokenizer);
        ParameterLayout layout = ParameterLayout.of(MODEL);
        ByteBuffer weights =
                ByteBuffer.allocateDirect((int) layout.total() * Float.BYTES).order(ByteOrder.nativeOrder());
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < layout.total(); i++) {
            weights.putFloat(4 * i, (float) random.nextDouble(-0.5, 0.5));
        }
        Safetensors.write(
                new org.apache.hadoop.fs.Path(at.resolve(Checkpoint.MODEL_FILE).toUri()),
                HADOOP,
                layout,
                List.of(new Safetensors.Section("", weights)));
        return new Candidate.Single(new Checkpoint(
                name,
                at.toUri().toString(),
                Fingerprint.of(name),
                Fingerprint.of(TOKENIZER),
                MODEL,
                AttentionSpan.CAUSAL,
                0,
                Map.of()));
    }

    /** Enough questions for several ranges. */
    private Task task(TaskFormat format) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 2 * 128 + 9; i++) {
            rows.append(
                    format == TaskFormat.PIQA
                            ? "{\"goal\": \"one and " + i + "\", \"sol1\": \"two\", \"sol2\": \"" + i
                                    + " and one\", \"label\": " + i % 2 + "}\n"
                            : "{\"text\": \"one and two and " + i + "\"}\n");
        }
        Path file = Files.writeString(folder.resolve(format + ".jsonl"), rows);
        return TaskFiles.read(format.toString(), TaskSource.of(format, List.of(file.toString())), HADOOP);
    }

    @Test
    void figuresAreThoseOfOneScorerHoweverTheQuestionsAreSpread() throws IOException {
        Candidate model = model("m", TOKENIZER);
        Task task = task(TaskFormat.PIQA);
        List<QuestionScore> alone = new ArrayList<>();
        for (var range : QuestionRange.of(task.questions())) {
            try (Scorer scorer = Scorer.load(model, HADOOP, Backend.CPU)) {
                alone.addAll(
                        new QuestionScorer(Tokenizer.read(TOKENIZER).encoder(), 0, MODEL.context(), 4, scorer::losses)
                                .score(range));
            }
        }
        Pair pair = new Pair(model, task);
        List<TaskFigures> figures = evaluation().evaluate(List.of(pair), TaskEvaluationTest::spark, Progress.silent());
        assertThat(figures).containsExactly(Scoring.figures("m", task, alone));
        assertThat(figures.get(0).questions()).isEqualTo(2 * 128 + 9);
        assertThat(store.readText(new org.apache.hadoop.fs.Path(
                                store.folder(evaluation().recipe(pair)), "questions.jsonl"))
                        .orElseThrow())
                .isEqualTo(Scoring.lines(task, alone))
                .contains("piqa.jsonl:1\"");
        assertThat(evaluation().evaluate(List.of(pair), TaskEvaluationTest::noSpark, Progress.silent()))
                .isEqualTo(figures);
    }

    @Test
    void anAverageOfAModelWithItselfScoresAsTheModel() throws IOException {
        Candidate model = model("m", TOKENIZER);
        Checkpoint checkpoint = model.members().get(0);
        Task task = task(TaskFormat.LAMBADA);
        Pair ensemble = new Pair(new Candidate.Ensemble("e", List.of(checkpoint, checkpoint)), task);
        assertThat(ensemble.canBeScored()).isFalse();
        List<TaskFigures> figures = evaluation()
                .evaluate(
                        List.of(
                                new Pair(model, task),
                                new Pair(new Candidate.WeightAverage("a", List.of(checkpoint, checkpoint)), task)),
                        TaskEvaluationTest::spark,
                        Progress.silent());
        assertThat(figures.get(1).figures().get("perplexity").value())
                .isCloseTo(figures.get(0).figures().get("perplexity").value(), within(1e-6));
    }

    @Test
    void aModelWithoutItsTokenizerIsRefusedBeforeAnythingIsComputed() throws IOException {
        Task task = task(TaskFormat.PIQA);
        refused(new Pair(model("other", "{}".getBytes()), task), ErrorCode.TOKENIZER_MISMATCH, "is not the tokenizer");
        Pair none = new Pair(model("none", TOKENIZER), task);
        Files.delete(folder.resolve("none/tokenizer.json"));
        refused(none, ErrorCode.MISSING_FILE, "its tokenizer is unknown");
    }

    private void refused(Pair pair, ErrorCode code, String message) {
        assertThatThrownBy(() -> evaluation().evaluate(List.of(pair), TaskEvaluationTest::noSpark, Progress.silent()))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}
