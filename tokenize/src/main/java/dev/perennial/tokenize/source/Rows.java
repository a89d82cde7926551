package dev.perennial.tokenize.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The rows of one file, in order: the part of a reader that differs between formats. */
interface Rows extends Closeable {
    /** The next row, or none at the end; an {@link IOException} means that the file is damaged from here on. */
    Optional<SourceRow> next() throws IOException;

    /** The line that was being read last, from 1. */
    long line();
}
