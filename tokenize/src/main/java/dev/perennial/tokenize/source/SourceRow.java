package dev.perennial.tokenize.source;

/** What one place of a source file holds: a document, or the reason why there is none. Nothing is dropped in silence. */
public sealed interface SourceRow permits Document, Rejected {
    /** The line in the file, from 1. */
    long line();
}
