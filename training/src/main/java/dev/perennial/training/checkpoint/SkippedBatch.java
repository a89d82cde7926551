package dev.perennial.training.checkpoint;

import java.util.Map;

/**
 * A batch whose loss was a spike, and which was therefore not trained on.
 *
 * @param step within the round, from 0
 * @param from first position of the batch
 * @param to position after the last
 * @param loss in nats; perhaps not a number
 * @param parts sequences of each part of the mixture
 */
public record SkippedBatch(int worker, int step, long from, long to, double loss, Map<String, Long> parts) {}
