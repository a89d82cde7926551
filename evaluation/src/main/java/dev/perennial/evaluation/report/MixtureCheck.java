package dev.perennial.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.perennial.conf.Share;

/**
 * One part of one stream, as planned, as built and as consumed: the proof that replay was what it was said to be.
 *
 * @param stream the stream, or the run that consumed it
 * @param part the corpus it takes from
 * @param plannedSequences what the share makes of the stream's length
 * @param builtSequences counted in the stream's manifest
 * @param consumedSequences counted in the training ledger
 */
public record MixtureCheck(
        String stream,
        String part,
        Share plannedShare,
        long plannedSequences,
        long builtSequences,
        long consumedSequences) {
    /** Whether all three counts agree. */
    @JsonProperty
    public boolean exact() {
        return plannedSequences == builtSequences && builtSequences == consumedSequences;
    }
}
