package dev.perennial.evaluation.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.Interval;
import java.util.Optional;

/**
 * What one model knows of one distribution.
 *
 * @param run the run whose checkpoint was evaluated
 * @param loss in nats a token
 * @param interval where the loss lies with 95 % confidence, where it was estimated
 * @param bitsPerByte the loss a byte of text, which compares tokenizers and languages fairly
 * @param tokens how many tokens were predicted
 * @param change against the parent on the same documents, where there is one
 */
public record ModelLosses(
        String run,
        String distribution,
        double loss,
        Optional<Interval> interval,
        double bitsPerByte,
        long tokens,
        Optional<Change> change) {

    /** {@code exp(loss)}: among how many equally likely tokens the model is as unsure. */
    @JsonProperty
    public double perplexity() {
        return Math.exp(loss);
    }
}
