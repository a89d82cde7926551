package dev.perennial.training.kernel;

import java.util.ArrayList;
import java.util.List;

/** Working memory that is laid out anew for each batch size, from the same pieces in the same order; a piece grows to the largest seen. */
class Pool implements AutoCloseable {
    private final List<FloatMemory> pieces = new ArrayList<>();
    private int next;

    /** Starts a new layout; the activations of the former one must no longer be used. */
    void rewind() {
        next = 0;
    }

    /** The next piece, as {@code rows} x {@code columns}. Padding is zero: a piece always has the same columns. */
    Activation take(int rows, int columns) {
        long length = Activation.length(rows, columns);
        if (next == pieces.size()) {
            pieces.add(FloatMemory.allocate(length));
        } else if (pieces.get(next).length() < length) {
            pieces.get(next).free();
            pieces.set(next, FloatMemory.allocate(length));
        }
        return Activation.over(pieces.get(next++), rows, columns);
    }

    @Override
    public void close() {
        pieces.forEach(FloatMemory::free);
        pieces.clear();
        next = 0;
    }
}
