package dev.perennial.evaluation.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.tokenize.Encoder;
import dev.perennial.tokenize.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuestionScorerTest {
    private static final Tokenizer TOKENIZER = Tokenizer.read(ExampleTasks.tokenizer());

    private final Encoder encoder = TOKENIZER.encoder();

    private RequestEncoder requests(int context) {
        return new RequestEncoder(encoder, 0, context);
    }

    @Test
    void spacesAtTheEndOfAContextGoToTheContinuation() {
        Window spaced = requests(64).request(new Request("the cat ", "mat"), "here");
        Window moved = requests(64).request(new Request("the cat", " mat"), "here");
        assertThat(spaced).usingRecursiveComparison().isEqualTo(moved);
        assertThat(moved.predicted()).isEqualTo(encoder.encode(" mat").length);
    }

    @Test
    void anEmptyContextIsAnEndOfText() {
        Window window = requests(64).request(new Request("", " again"), "here");
        int[] expected = IntStream.concat(IntStream.of(0), Arrays.stream(encoder.encode(" again")))
                .toArray();
        assertThat(window.tokens()).containsExactly(expected);
        assertThat(window.predicted()).isEqualTo(expected.length - 1);
    }

    @Test
    void aLongContextLosesItsBeginning() {
        Window window = requests(8).request(new Request("the cat sat on the mat and the dog ran", " again"), "here");
        int[] whole = encoder.encode("the cat sat on the mat and the dog ran again");
        assertThat(window.tokens()).containsExactly(Arrays.copyOfRange(whole, whole.length - 9, whole.length));
        assertThat(window.truncated()).isTrue();
        assertThatThrownBy(() -> requests(4).request(new Request("a", " the cat sat on the mat"), "file:7"))
                .hasMessageContaining("of file:7: it is longer than the model's context");
    }

    @Test
    void everyTokenOfAPassageIsPredictedOnceWithAsMuchBeforeItAsFits() {
        int[] tokens = encoder.encode("the cat sat on the mat and the dog ran after the cat");
        List<Window> windows = requests(5).passage("the cat sat on the mat and the dog ran after the cat");
        List<Integer> predicted = new ArrayList<>();
        for (Window window : windows) {
            assertThat(window.length()).isLessThanOrEqualTo(5);
            Arrays.stream(window.tokens(), window.tokens().length - window.predicted(), window.tokens().length)
                    .forEach(predicted::add);
        }
        assertThat(predicted)
                .containsExactlyElementsOf(Arrays.stream(tokens).boxed().toList());
        assertThat(windows.get(0).tokens()[0]).isZero();
        assertThat(windows.get(windows.size() - 1).length()).isEqualTo(5);
    }

    /** A token's loss is a hundredth of its id, and even ids are the likeliest. */
    private static void losses(int[] ids, int[] labels, int batch, float[] nats, boolean[] likeliest) {
        for (int i = 0; i < ids.length; i++) {
            nats[i] = labels[i] / 100f;
            likeliest[i] = labels[i] % 2 == 0;
        }
    }

    @Test
    void theLikelihoodOfAContinuationIsThatOfItsTokens() {
        List<Question> questions = List.of(
                new Question.Choice(
                        "a",
                        "",
                        List.of(new Request("the cat", " sat on the mat"), new Request("the cat", " ran")),
                        List.of("sat on the mat", "ran"),
                        1),
                new Question.Cloze("b", new Request("the dog ran after", " the")),
                new Question.Passage("c", "again and again", 3, 15));
        List<QuestionScore> scores = new QuestionScorer(encoder, 0, 16, 2, QuestionScorerTest::losses).score(questions);
        assertThat(scores.get(0).logLikelihoods())
                .hasSize(2)
                .satisfies(lls -> assertThat(lls.get(0)).isCloseTo(sum(" sat on the mat"), within(1e-5)))
                .satisfies(lls -> assertThat(lls.get(1)).isCloseTo(sum(" ran"), within(1e-5)));
        assertThat(scores.get(1).likeliest())
                .containsExactly(Arrays.stream(encoder.encode(" the")).allMatch(id -> id % 2 == 0));
        assertThat(scores.get(2).logLikelihoods().get(0)).isCloseTo(sum("again and again"), within(1e-5));
    }

    private double sum(String text) {
        return -Arrays.stream(encoder.encode(text)).mapToDouble(id -> id / 100f).sum();
    }

    @Test
    void choicesAreHeldAgainstTheirLength() {
        Task task = new Task(
                "t",
                TaskFormat.ARC,
                0,
                List.of(
                        new Question.Choice("a", "x", List.of(), List.of("äöü", "long one"), 1),
                        new Question.Choice("b", "y", List.of(), List.of("no", "yes"), 0)),
                null);
        List<QuestionScore> scores = List.of(
                new QuestionScore(List.of(-3.0, -7.0), List.of(false, false), 1),
                new QuestionScore(List.of(-2.0, -2.0), List.of(false, false), 0));
        TaskFigures figures = Scoring.figures("m", task, scores);
        assertThat(figures.subjects().get("x"))
                .extracting(Map::keySet)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.ITERABLE)
                .containsExactlyInAnyOrder("acc", "acc_norm", "acc_bytes");
        // By the letter -1 and -7/8, by the byte -1/2 and -7/8.
        assertThat(figures.subjects().get("x").get("acc").value()).isZero();
        assertThat(figures.subjects().get("x").get("acc_norm").value()).isEqualTo(1);
        assertThat(figures.subjects().get("x").get("acc_bytes").value()).isZero();
        // Of equals the first one.
        assertThat(figures.subjects().get("y").get("acc").value()).isEqualTo(1);
        assertThat(figures.figures().get("acc").value()).isEqualTo(0.5);
        assertThat(figures.chance()).contains(0.5);
        assertThat(figures.truncated()).isEqualTo(1);
    }

    @Test
    void rangesDependOnTheQuestionsAlone() {
        List<Question> questions = IntStream.range(0, 300)
                .<Question>mapToObj(i ->
                        new Question.Passage("p:" + i, "x".repeat(i == 7 ? QuestionRange.MOST_CHARACTERS : 9), 1, 9))
                .toList();
        assertThat(QuestionRange.of(questions)).extracting(List::size).containsExactly(7, 1, 128, 128, 36);
        assertThat(QuestionRange.of(questions).stream().flatMap(List::stream)).containsExactlyElementsOf(questions);
    }
}
