package dev.perennial.tokenize.spark;

import java.util.Iterator;

/** An iterator that lets its next element be seen before it is taken. */
final class Lookahead<T> implements Iterator<T> {
    private final Iterator<T> elements;
    private T next;

    Lookahead(Iterator<T> elements) {
        this.elements = elements;
        advance();
    }

    T peek() {
        return next;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public T next() {
        T taken = next;
        advance();
        return taken;
    }

    private void advance() {
        next = elements.hasNext() ? elements.next() : null;
    }
}
