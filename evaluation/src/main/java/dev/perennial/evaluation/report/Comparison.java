package dev.perennial.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.perennial.evaluation.Change;

/**
 * A continued run beside a baseline that did not continue anything, on the same documents.
 *
 * @param change the run's loss less the baseline's: above zero, the baseline is better
 */
public record Comparison(String run, Baseline baseline, String distribution, Change change) {

    /** What a continued run is held against, besides its parent. */
    public enum Baseline {
        /** Trained from initial values on the new distribution alone. */
        FROM_SCRATCH,
        /** Trained from initial values on old and new together. */
        UNION
    }

    /** Whether it can be told from zero, in words. */
    @JsonProperty
    public String inWords() {
        return change.inWords();
    }
}
