package dev.perennial.evaluation;

import java.io.Serializable;

/**
 * The loss of one checkpoint on one distribution's validation documents.
 *
 * @param nats summed over all predicted tokens
 * @param tokens predicted: every token of every document, and the end of text after it
 * @param bytes of the documents in UTF-8
 */
public record Loss(String checkpoint, String distribution, double nats, long tokens, long bytes, long documents)
        implements Serializable {

    /** Nats a token. */
    public double mean() {
        return nats / tokens;
    }

    public double perplexity() {
        return Math.exp(mean());
    }

    /** Comparable between tokenizers and languages, as a loss a token is not. */
    public double bitsPerByte() {
        return nats / Math.log(2) / bytes;
    }
}
