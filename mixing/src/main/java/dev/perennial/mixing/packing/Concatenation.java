package dev.perennial.mixing.packing;

import java.util.ArrayList;
import java.util.List;

/**
 * Documents end to end: of the long text, sequence s is the tokens [s*T, s*T + T + 1), so that each token but the first is
 * predicted once.
 */
public final class Concatenation implements Placement {
    private final int context;
    private final long sequences;
    private long start;

    /** @param start the first document's first token in the long text, which holds so many whole sequences */
    public Concatenation(int context, long sequences, long start) {
        this.context = context;
        this.sequences = sequences;
        this.start = start;
    }

    @Override
    public List<Stretch> next(int tokens) {
        long end = start + tokens;
        List<Stretch> stretches = new ArrayList<>();
        for (long sequence = Math.max(0, (start - 1) / context);
                sequence < sequences && sequence * context < end;
                sequence++) {
            long first = sequence * context;
            long from = Math.max(start, first);
            long to = Math.min(end, first + context + 1);
            if (from < to) {
                stretches.add(new Stretch(sequence, (int) (from - first), (int) (from - start), (int) (to - from), 0));
            }
        }
        start = end;
        return stretches;
    }
}
