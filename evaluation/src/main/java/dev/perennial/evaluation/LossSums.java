package dev.perennial.evaluation;

import java.io.Serializable;

/**
 * Losses added up over documents.
 *
 * @param tokens predicted: every token of every document, and the end of text after it
 * @param bytes of the documents in UTF-8
 */
public record LossSums(double nats, long tokens, long bytes, long documents) implements Serializable {
    public static final LossSums ZERO = new LossSums(0, 0, 0, 0);

    public LossSums plus(DocumentLoss document) {
        return new LossSums(
                nats + document.nats(), tokens + document.tokens(), bytes + document.bytes(), documents + 1);
    }

    public LossSums plus(LossSums other) {
        return new LossSums(nats + other.nats, tokens + other.tokens, bytes + other.bytes, documents + other.documents);
    }

    /** Nats a token. */
    public double mean() {
        return nats / tokens;
    }

    public double bitsPerByte() {
        return nats / Math.log(2) / bytes;
    }
}
