package dev.perennial.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * What one model knows of one distribution.
 *
 * @param run the run whose checkpoint was evaluated
 * @param loss in nats a token
 * @param interval where the loss lies with 95 % confidence, where it was estimated
 * @param bitsPerByte the loss a byte of text, which compares tokenizers and languages fairly
 * @param tokens how many tokens were predicted
 */
public record ModelLosses(
        String run, String distribution, double loss, Optional<Interval> interval, double bitsPerByte, long tokens) {
    /** Bounds of a loss, in nats a token. */
    public record Interval(double low, double high) {}

    /** {@code exp(loss)}: among how many equally likely tokens the model is as unsure. */
    @JsonProperty
    public double perplexity() {
        return Math.exp(loss);
    }
}
