package dev.perennial.mixing.packing;

/**
 * Tokens of a document in a sequence.
 *
 * @param sequence its index in the text
 * @param offset of the first token in the sequence
 * @param from the first token's index in the document
 * @param padding tokens that belong to no document, after these at the sequence's end
 */
public record Stretch(long sequence, int offset, int from, int length, int padding) {}
