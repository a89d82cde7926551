package dev.perennial.training.kernel;

import dev.perennial.training.model.Dropout;
import java.util.Arrays;

/**
 * What a step computes on: sequences side by side, {@code [sequences, context]} row-major.
 *
 * @param labels the label of a token is the token after it, or {@link #NO_LABEL}
 * @param documentStarts for each token the position in its sequence that it sees first: where its document begins, or 0
 * @param dropout rates of training; evaluation drops nothing
 * @param dropoutKeys one for each sequence, which decides what is dropped of it: the same key drops the same, in whatever batch
 */
public record Batch(int[] ids, int[] labels, int sequences, int[] documentStarts, Dropout dropout, long[] dropoutKeys) {

    /** Where nothing is to be predicted: what comes next is padding. PyTorch's cross-entropy passes over the same number. */
    public static final int NO_LABEL = -100;

    /** Tokens that have a label: a mean loss is over these. */
    int labelled() {
        return (int) Arrays.stream(labels).filter(label -> label != NO_LABEL).count();
    }

    /** Plain causal attention, nothing dropped. */
    public static Batch plain(int[] ids, int[] labels, int sequences) {
        return new Batch(ids, labels, sequences, new int[ids.length], Dropout.NONE, new long[sequences]);
    }

    /** The same with attention within documents, each of which ends with {@code endOfText}. */
    public Batch byDocument(int endOfText) {
        int context = ids.length / sequences;
        int[] starts = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            int position = i % context;
            boolean begins = position == 0 || ids[i - 1] == endOfText;
            starts[i] = begins ? position : starts[i - 1];
        }
        return new Batch(ids, labels, sequences, starts, dropout, dropoutKeys);
    }

    Batch withoutDropout() {
        return dropout.isNone() ? this : new Batch(ids, labels, sequences, documentStarts, Dropout.NONE, dropoutKeys);
    }
}
