package dev.perennial.mixing.spark;

import dev.perennial.tokenize.shard.RecordSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Reads a file row by row and hands out the pieces of each, so that a task's memory does not grow with the file. */
final class LazyPieces<T> implements Iterator<Piece> {
    private final RecordSource<T> rows;
    private final Function<T, List<Piece>> cut;
    private Iterator<Piece> current = Collections.emptyIterator();

    LazyPieces(RecordSource<T> rows, Function<T, List<Piece>> cut) {
        this.rows = rows;
        this.cut = cut;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext()) {
            T row = rows.next();
            if (row == null) {
                close();
                return false;
            }
            current = cut.apply(row).iterator();
        }
        return true;
    }

    @Override
    public Piece next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return current.next();
    }

    private void close() {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
