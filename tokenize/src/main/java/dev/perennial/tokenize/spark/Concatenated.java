package dev.perennial.tokenize.spark;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Iterators one after the other, each asked for only when the one before is at its end. */
final class Concatenated<T> implements Iterator<T> {
    private final Iterator<? extends Iterator<T>> iterators;
    private Iterator<T> current = Collections.emptyIterator();

    Concatenated(Iterator<? extends Iterator<T>> iterators) {
        this.iterators = iterators;
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && iterators.hasNext()) {
            current = iterators.next();
        }
        return current.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all iterators are at their end");
        }
        return current.next();
    }
}
