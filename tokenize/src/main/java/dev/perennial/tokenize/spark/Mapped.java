package dev.perennial.tokenize.spark;

import java.util.Iterator;
import java.util.function.Function;

/** An iterator seen through a function, one element at a time. */
public record Mapped<A, B>(Iterator<A> elements, Function<A, B> function) implements Iterator<B> {
    @Override
    public boolean hasNext() {
        return elements.hasNext();
    }

    @Override
    public B next() {
        return function.apply(elements.next());
    }
}
