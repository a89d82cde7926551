package dev.perennial.evaluation.tasks;

import java.util.Map;
import java.util.Optional;

/**
 * What a model reached on a task.
 *
 * @param shots how many examples stood before each question
 * @param truncated of how many continuations the context was too long for the model, and lost its beginning
 * @param chance the accuracy of guessing, where there are choices
 * @param figures by the harness's names: {@code acc}, {@code acc_norm} (likelihood over the choice's characters), {@code acc_bytes} (over its
 *     bytes), {@code perplexity}, {@code word_perplexity}, {@code byte_perplexity}, {@code bits_per_byte}
 * @param subjects the same figures on the questions of each subject, where there are several
 */
public record TaskFigures(
        String model,
        String task,
        String format,
        int shots,
        long questions,
        long truncated,
        Optional<Double> chance,
        Map<String, Figure> figures,
        Map<String, Map<String, Figure>> subjects) {}
