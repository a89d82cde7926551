package dev.perennial.evaluation.advice;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.perennial.conf.Share;

/**
 * What came of continuing with one replay share.
 *
 * @param oldLoss on the old distribution at the end, in nats a token
 * @param newLoss on the new one
 */
public record Outcome(Share replay, double oldLoss, double newLoss) {

    /** Of both losses, as the method's paper ranks models. */
    @JsonProperty
    public double average() {
        return (oldLoss + newLoss) / 2;
    }
}
