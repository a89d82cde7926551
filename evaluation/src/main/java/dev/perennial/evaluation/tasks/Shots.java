package dev.perennial.evaluation.tasks;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.Arrays;
import java.util.List;

/**
 * Draws the examples that stand before each question, question by question, as the harness does with its own seed: the same files in the
 * same order give the same prompts.
 */
final class Shots {
    /** The harness's {@code fewshot_random_seed}. */
    private static final int SEED = 1234;

    private final List<Prompt> pool;
    private final int count;
    private final TaskFormat.Draw draw;
    private final boolean withoutTheQuestion;
    private final PythonRandom random = new PythonRandom(SEED);

    /** @param ownQuestions whether the pool is what is asked, so that a question must not stand before itself */
    Shots(List<Prompt> pool, int count, TaskFormat.Draw draw, boolean ownQuestions) {
        this.pool = pool;
        this.count = count;
        this.draw = draw;
        this.withoutTheQuestion = ownQuestions || draw == TaskFormat.Draw.SPARING;
    }

    /** The examples of the next question; call it for one after the other. */
    List<Prompt> before(Prompt question) {
        if (count == 0) {
            return List.of();
        }
        List<Prompt> examples =
                switch (draw) {
                    case FIRST ->
                        pool.stream()
                                .filter(each -> each.subject().equals(question.subject()))
                                .filter(each -> !withoutTheQuestion || !each.asks(question))
                                .limit(count)
                                .toList();
                    case ANY, SPARING -> drawn(question);
                };
        if (examples.size() < count) {
            throw tooFew(question, examples.size());
        }
        return examples;
    }

    private List<Prompt> drawn(Prompt question) {
        int wanted = withoutTheQuestion ? count + 1 : count;
        if (wanted > pool.size()) {
            throw tooFew(question, pool.size());
        }
        return Arrays.stream(random.sample(pool.size(), wanted))
                .mapToObj(pool::get)
                .filter(each -> !withoutTheQuestion || !each.asks(question))
                .limit(count)
                .toList();
    }

    private PerennialException tooFew(Prompt question, int there) {
        return new PerennialException(
                ErrorCode.TOO_LITTLE_DATA,
                "Cannot ask " + question.place() + " after " + count + " examples: there are too few, got " + there
                        + (question.subject().isEmpty() ? "" : " of subject " + question.subject())
                        + ". Lower shots, or name more examples.");
    }
}
