package dev.perennial.training.checkpoint;

import java.io.Serializable;

/**
 * One local step as metrics.jsonl keeps it: averages over the virtual workers.
 *
 * @param tokens consumed in the stage when the step is over
 * @param loss in nats, before the step
 * @param spread of the workers after a round's last step; null, and not written, in the others
 */
public record StepMetrics(long step, long tokens, double rate, double loss, Double spread) implements Serializable {}
