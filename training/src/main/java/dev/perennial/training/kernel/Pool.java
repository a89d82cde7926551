package dev.perennial.training.kernel;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Working memory, laid out anew for each batch size. A piece grows to the largest seen; or it costs nothing, and lies in the memory of
 * the gradient, most of which a step writes when it does not need the piece any more.
 */
class Pool implements AutoCloseable {
    private final Map<String, FloatMemory> own = new HashMap<>();
    private final FloatMemory gradient;

    /** @param gradient what is lent, or null where every piece has memory of its own */
    Pool(FloatMemory gradient) {
        this.gradient = gradient;
    }

    /** Memory for all pieces, by name; that of the former layout must no longer be used. */
    Map<String, Activation> layOut(List<Piece> pieces) {
        Map<String, Activation> laid = new HashMap<>();
        long lent = 0;
        // What the gradient takes back first comes first: so there is room for the most.
        for (Piece piece : pieces.stream()
                .sorted(Comparator.comparingLong(Piece::unwritten))
                .toList()) {
            long from = (lent + FloatMemory.LINE - 1) / FloatMemory.LINE * FloatMemory.LINE;
            // What was there before, a NaN perhaps, would stay in padding.
            if (piece.isPadded() || from + piece.length() > piece.unwritten()) {
                laid.put(piece.name(), take(piece));
            } else {
                laid.put(piece.name(), lend(piece, from));
                lent = from + piece.length();
            }
        }
        return laid;
    }

    /** Memory of its own. Padding is zero: a piece always has the same columns. */
    Activation take(Piece piece) {
        FloatMemory memory = own.get(piece.name());
        if (memory == null || memory.length() < piece.length()) {
            if (memory != null) {
                memory.free();
            }
            memory = FloatMemory.allocate(piece.length());
            own.put(piece.name(), memory);
        }
        return Activation.over(memory, piece.rows(), piece.columns());
    }

    /** Memory of the gradient. */
    Activation lend(Piece piece, long from) {
        return Activation.over(gradient.part(from, piece.length()), piece.rows(), piece.columns());
    }

    @Override
    public void close() {
        own.values().forEach(FloatMemory::free);
        own.clear();
    }
}
