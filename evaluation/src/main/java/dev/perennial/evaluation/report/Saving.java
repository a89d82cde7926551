package dev.perennial.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What continuing cost beside training on everything from scratch, as the ledgers and metrics of the runs have it.
 *
 * @param against the union run that was measured, or empty: then the other path is computed, from the tokens of the run and all its
 *     ancestors at the run's own speed
 */
public record Saving(String run, Cost continued, String against, Cost fromScratch) {

    /** @param seconds wall time of training */
    public record Cost(long tokens, double flops, double seconds) {
        public Cost plus(Cost other) {
            return new Cost(tokens + other.tokens, flops + other.flops, seconds + other.seconds);
        }
    }

    /** The share of the floating-point operations that was not needed. */
    @JsonProperty
    public double share() {
        return 1 - continued.flops() / fromScratch.flops();
    }
}
