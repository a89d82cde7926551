package dev.perennial.evaluation;

import java.util.Optional;

/**
 * What a checkpoint knows of a distribution, and how that changed.
 *
 * @param change against the checkpoint's parent; none without a parent
 */
public record EvaluatedLoss(Loss loss, Optional<Change> change) {}
