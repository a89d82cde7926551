package dev.perennial.mixing.spark;

import dev.perennial.tokenize.shard.RecordSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Reads a file row by row and hands out what each gives, so that a task's memory does not grow with the file. */
final class LazyRows<T, R> implements Iterator<R> {
    private final RecordSource<T> rows;
    private final Function<T, List<R>> cut;
    private Iterator<R> current = Collections.emptyIterator();

    LazyRows(RecordSource<T> rows, Function<T, List<R>> cut) {
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
    public R next() {
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
