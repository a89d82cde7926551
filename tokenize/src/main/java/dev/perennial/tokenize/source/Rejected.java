package dev.perennial.tokenize.source;

/**
 * A row that is no document, and why: the reader goes on behind it.
 *
 * @param line the line in the file, from 1
 * @param reason a sentence for people, without the text of the document
 */
public record Rejected(long line, RejectReason code, String reason) implements SourceRow {}
