package dev.perennial.jobs;

import dev.perennial.conf.Default;
import java.util.List;
import java.util.Optional;

/**
 * What is evaluated.
 *
 * @param on the corpora on whose validation documents every checkpoint is evaluated; empty for all
 * @param old the corpus whose forgetting is measured; without it, the one of the first stage without a parent
 * @param batch windows computed at once
 */
public record EvaluationSettings(@Default("[]") List<String> on, Optional<String> old, @Default("16") int batch) {}
