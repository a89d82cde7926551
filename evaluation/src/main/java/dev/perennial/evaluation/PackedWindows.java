package dev.perennial.evaluation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.function.DoubleConsumer;

/**
 * Cuts packed validation text into windows of T tokens as in training: each token is predicted once, from at most T tokens
 * before it in its window. The last window is padded, and its padding not counted.
 */
public final class PackedWindows {
    private final int context;
    private final int batch;
    private final int endOfText;
    private final LossFunction losses;
    private final int[] ids;
    private final int[] labels;
    private final float[] nats;
    private final Queue<Open> open = new ArrayDeque<>();
    private int filled;
    private int previous;
    private double natsOfFirst;
    private double total;
    private long tokens;
    private long computed;

    /** A document not all of whose losses are known; {@code end} counts tokens from the first document's first. */
    private record Open(long end, DoubleConsumer whenKnown) {}

    /** Writes the loss of each label of {@code [batch, context]}. */
    public interface LossFunction {
        void losses(int[] ids, int[] labels, int batch, float[] nats);
    }

    public PackedWindows(int context, int batch, int endOfText, LossFunction losses) {
        this.context = context;
        this.batch = batch;
        this.endOfText = endOfText;
        this.losses = losses;
        this.ids = new int[batch * context];
        this.labels = new int[batch * context];
        this.nats = new float[batch * context];
        this.previous = endOfText;
    }

    /**
     * Adds a document and the end of text after it.
     *
     * @param whenKnown takes the document's nats, here or later, in the documents' order
     */
    public void add(int[] document, DoubleConsumer whenKnown) {
        open.add(new Open(tokens + document.length + 1, whenKnown));
        for (int token : document) {
            predict(token);
        }
        predict(endOfText);
    }

    /** The sum of all documents' nats, once everything was added. */
    public double finish() {
        if (filled > 0) {
            int windows = (filled + context - 1) / context;
            Arrays.fill(ids, filled, windows * context, endOfText);
            Arrays.fill(labels, filled, windows * context, endOfText);
            compute(windows);
        }
        return total;
    }

    public long tokens() {
        return tokens;
    }

    private void predict(int token) {
        ids[filled] = previous;
        labels[filled] = token;
        previous = token;
        filled++;
        tokens++;
        if (filled == ids.length) {
            compute(batch);
        }
    }

    private void compute(int windows) {
        int length = windows * context;
        losses.losses(Arrays.copyOf(ids, length), Arrays.copyOf(labels, length), windows, nats);
        for (int i = 0; i < filled; i++) {
            natsOfFirst += nats[i];
            computed++;
            if (computed == open.element().end()) {
                closeFirst();
            }
        }
        filled = 0;
    }

    private void closeFirst() {
        double known = natsOfFirst;
        natsOfFirst = 0;
        total += known;
        open.remove().whenKnown().accept(known);
    }
}
