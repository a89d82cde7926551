package dev.perennial.evaluation.report;

import java.util.Optional;

/**
 * What one stage cost.
 *
 * @param seconds wall time
 * @param tokens what it went through, where that is its measure
 * @param flops floating-point operations, where it trains or evaluates
 * @param note what else a reader should know, such as the machine or the price
 */
public record CostRow(
        String stage, double seconds, Optional<Long> tokens, Optional<Double> flops, Optional<String> note) {}
