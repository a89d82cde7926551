package dev.perennial.evaluation;

/**
 * The loss of a checkpoint on one validation document.
 *
 * @param id 16 bytes, as in the corpus's shards
 * @param nats summed over its tokens and the end of text after it
 * @param tokens of the document, and the end of text after it
 * @param bytes of the text in UTF-8
 */
public record DocumentLoss(byte[] id, String domain, double nats, int tokens, long bytes) {}
