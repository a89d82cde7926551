package dev.perennial.evaluation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.function.DoubleConsumer;

/**
 * Cuts packed validation text into windows of T tokens, each {@code stride} tokens after the one before, and predicts every token once:
 * in the first window all, in later ones the last {@code stride}. With a stride of T these are training's windows; with a smaller one
 * every token but the first T has at least T - stride tokens before it. The last window is padded, and its padding not counted.
 */
public final class PackedWindows {
    private final int context;
    private final int stride;
    private final int batch;
    private final int endOfText;
    private final LossFunction losses;
    private final int[] ids;
    private final int[] labels;
    private final float[] nats;
    /** How many labels at the head of each window were predicted before. */
    private final int[] seen;

    private final Queue<Open> open = new ArrayDeque<>();
    private int windows;
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

    public PackedWindows(int context, int stride, int batch, int endOfText, LossFunction losses) {
        this.context = context;
        this.stride = stride;
        this.batch = batch;
        this.endOfText = endOfText;
        this.losses = losses;
        this.ids = new int[batch * context];
        this.labels = new int[batch * context];
        this.nats = new float[batch * context];
        this.seen = new int[batch];
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
        if (filled > seen[windows]) {
            Arrays.fill(ids, windows * context + filled, (windows + 1) * context, endOfText);
            Arrays.fill(labels, windows * context + filled, (windows + 1) * context, endOfText);
            compute(windows + 1, filled);
        } else if (windows > 0) {
            compute(windows, context);
        }
        return total;
    }

    public long tokens() {
        return tokens;
    }

    private void predict(int token) {
        int at = windows * context + filled;
        ids[at] = previous;
        labels[at] = token;
        previous = token;
        filled++;
        tokens++;
        if (filled == context) {
            next();
        }
    }

    /** Begins the next window with what it shares with this one. */
    private void next() {
        int shared = context - stride;
        int from = windows * context + stride;
        int[] sharedIds = Arrays.copyOfRange(ids, from, from + shared);
        int[] sharedLabels = Arrays.copyOfRange(labels, from, from + shared);
        windows++;
        if (windows == batch) {
            compute(batch, context);
        }
        System.arraycopy(sharedIds, 0, ids, windows * context, shared);
        System.arraycopy(sharedLabels, 0, labels, windows * context, shared);
        seen[windows] = shared;
        filled = shared;
    }

    /** @param last labels of the last window; those after are padding */
    private void compute(int count, int last) {
        int length = count * context;
        losses.losses(Arrays.copyOf(ids, length), Arrays.copyOf(labels, length), count, nats);
        for (int window = 0; window < count; window++) {
            int end = window + 1 == count ? last : context;
            for (int i = seen[window]; i < end; i++) {
                count(nats[window * context + i]);
            }
        }
        windows = 0;
    }

    private void count(float loss) {
        natsOfFirst += loss;
        computed++;
        if (computed == open.element().end()) {
            double known = natsOfFirst;
            natsOfFirst = 0;
            total += known;
            open.remove().whenKnown().accept(known);
        }
    }
}
