package dev.perennial.evaluation.report;

import java.util.Optional;

/**
 * What one model knows of one domain of a distribution.
 *
 * @param loss in nats a token
 * @param tokens how many were predicted
 * @param change the loss less the parent's: above zero, it forgot; none without a parent
 */
public record DomainLoss(
        String run,
        String distribution,
        String domain,
        double loss,
        double bitsPerByte,
        long tokens,
        long documents,
        Optional<Double> change) {}
