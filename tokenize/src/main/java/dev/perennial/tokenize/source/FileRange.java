package dev.perennial.tokenize.source;

import java.io.Serializable;

/**
 * The part of a source file that one reader reads: the rows that begin in {@code [from, to)}.
 *
 * @param linesBefore line ends before byte {@code from - 1}, so that lines keep their numbers; of Parquet the footer tells
 */
public record FileRange(long from, long to, long linesBefore) implements Serializable {
    /** A whole file. */
    public static final FileRange ALL = new FileRange(0, Long.MAX_VALUE, 0);
}
