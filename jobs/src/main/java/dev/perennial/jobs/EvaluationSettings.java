package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.tasks.TaskSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is evaluated.
 *
 * @param on the corpora on whose validation documents every checkpoint is evaluated; empty for all
 * @param old the corpus whose forgetting is measured; without it, the one of the first stage without a parent
 * @param batch windows computed at once
 * @param stride tokens from one window to the next; without it, windows stand end to end, as in training
 * @param exposure how many sequences of the parent's stream a continued stage is held against its parent on; 0 for none
 * @param tasks multiple-choice, cloze and perplexity tasks, by name
 * @param models what is made of several stages' checkpoints, by name
 */
public record EvaluationSettings(
        @Default("[]") List<String> on,
        Optional<String> old,
        @Default("16") int batch,
        Optional<Integer> stride,
        @Default("128") int exposure,
        @Default("{}") Map<String, TaskSource> tasks,
        @Default("{}") Map<String, Combination> models) {

    public EvaluationSettings {
        positive("batch", batch);
        stride.ifPresent(tokens -> positive("stride", tokens));
    }

    private static void positive(String what, int value) {
        if (value < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot evaluate: " + what + " does not fit, got " + value + ", expected at least 1.");
        }
    }
}
