package dev.perennial.tokenize.source;

import java.io.IOException;
import java.util.Optional;

/** The rows of one unpacked file, in order: the part of a reader that differs between formats. */
interface Rows {
    /** The next row, or none at the end; an {@link IOException} means that the archive is damaged from here on. */
    Optional<SourceRow> next() throws IOException;

    /** The line that was being read last, from 1. */
    long line();
}
