package dev.perennial.training.kernel;

import dev.perennial.training.kernel.vector.DropoutKernel;
import dev.perennial.training.kernel.vector.Rows;

/**
 * One place of the model where values are dropped. What is dropped follows from the sequence's key, the place and the element alone, so
 * the way back drops the same without keeping a mask, and neither the batch nor a resumed run changes it.
 */
record DropoutSite(Batch batch, double rate, long place) {
    private static final int PLACES_PER_BLOCK = 4;

    static DropoutSite embedding(Batch batch) {
        return new DropoutSite(batch, batch.dropout().hidden(), 0);
    }

    static DropoutSite probabilities(Batch batch, int layer) {
        return new DropoutSite(batch, batch.dropout().attention(), place(layer, 1));
    }

    static DropoutSite attentionOutput(Batch batch, int layer) {
        return new DropoutSite(batch, batch.dropout().hidden(), place(layer, 2));
    }

    static DropoutSite feedForwardOutput(Batch batch, int layer) {
        return new DropoutSite(batch, batch.dropout().hidden(), place(layer, 3));
    }

    private static long place(int layer, int kind) {
        return (long) layer * PLACES_PER_BLOCK + kind;
    }

    boolean isOpen() {
        return rate > 0;
    }

    /** Of activations {@code [sequences * context, width]}; element i of a sequence counts over its tokens' columns. */
    void apply(Rows rows) {
        if (!isOpen()) {
            return;
        }
        int context = rows.count() / batch.sequences();
        Threads.current()
                .each(
                        batch.sequences(),
                        (sequence, thread) -> DropoutKernel.apply(
                                rows, sequence * context, context, key(sequence), 0, rows.width(), rate));
    }

    /** Of a block of one sequence's probabilities; {@code firstElement} is that of its first query and key. */
    void apply(Rows probabilities, int sequence, long firstElement, int context) {
        if (isOpen()) {
            DropoutKernel.apply(probabilities, 0, probabilities.count(), key(sequence), firstElement, context, rate);
        }
    }

    long key(int sequence) {
        return DropoutKernel.key(batch.dropoutKeys()[sequence], place);
    }
}
