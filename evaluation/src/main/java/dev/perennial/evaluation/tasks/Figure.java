package dev.perennial.evaluation.tasks;

import java.util.Optional;

/**
 * One figure of a task.
 *
 * @param standardError of the value, in its unit; none where the harness has none, or of a single question
 */
public record Figure(double value, Optional<Double> standardError) {}
