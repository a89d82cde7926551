package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.List;
import java.util.Optional;

/**
 * What is evaluated.
 *
 * @param on the corpora on whose validation documents every checkpoint is evaluated; empty for all
 * @param old the corpus whose forgetting is measured; without it, the one of the first stage without a parent
 * @param batch windows computed at once
 */
public record EvaluationSettings(@Default("[]") List<String> on, Optional<String> old, @Default("16") int batch) {

    public EvaluationSettings {
        if (batch < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot evaluate: batch does not fit, got " + batch + ", expected at least 1.");
        }
    }
}
