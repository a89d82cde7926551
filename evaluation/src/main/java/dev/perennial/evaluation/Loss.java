package dev.perennial.evaluation;

import java.util.Map;
import java.util.Optional;

/**
 * The loss of one checkpoint on one distribution's validation documents.
 *
 * @param nats summed over all predicted tokens
 * @param tokens predicted: every token of every document, and the end of text after it
 * @param bytes of the documents in UTF-8
 * @param interval where the mean lies with 95 % confidence; none of too few documents, see {@link Bootstrap}
 * @param domains the same sums over the documents of each domain
 */
public record Loss(
        String checkpoint,
        String distribution,
        double nats,
        long tokens,
        long bytes,
        long documents,
        Optional<Interval> interval,
        Map<String, LossSums> domains) {

    /** Nats a token: the micro average over domains. */
    public double mean() {
        return nats / tokens;
    }

    /** The mean of the domains' means, in which a small domain counts as much as a large one. */
    public double macroMean() {
        return domains.values().stream().mapToDouble(LossSums::mean).average().orElseThrow();
    }

    public double perplexity() {
        return Math.exp(mean());
    }

    /** Comparable between tokenizers and languages, as a loss a token is not. */
    public double bitsPerByte() {
        return nats / Math.log(2) / bytes;
    }
}
