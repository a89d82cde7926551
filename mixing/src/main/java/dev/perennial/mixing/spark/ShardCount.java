package dev.perennial.mixing.spark;

import dev.perennial.mixing.packing.BestFit;
import dev.perennial.mixing.packing.Lengths;
import java.io.Serializable;

/**
 * What a shard holds of a text.
 *
 * @param size tokens with an end of text after each document; when documents are packed by best fit, sequences
 * @param fit what best fit does to the shard
 */
record ShardCount(long documents, long size, Fit fit) implements Serializable {

    /**
     * What best fit costs, and what end to end would.
     *
     * @param padding tokens that belong to no document
     * @param cut documents that are longer than a sequence
     * @param cutEndToEnd documents that would be cut if the shard began a sequence and its documents stood end to end
     */
    record Fit(long padding, long cut, long cutEndToEnd) implements Serializable {
        static final Fit NONE = new Fit(0, 0, 0);

        Fit plus(Fit other) {
            return new Fit(padding + other.padding, cut + other.cut, cutEndToEnd + other.cutEndToEnd);
        }
    }

    static ShardCount endToEnd(long documents, long tokens) {
        return new ShardCount(documents, tokens, Fit.NONE);
    }

    static ShardCount bestFit(Lengths lengths, int context) {
        BestFit packed = new BestFit(context, lengths, 0);
        return new ShardCount(
                lengths.size(),
                packed.sequences(),
                new Fit(packed.padding(), packed.cut(), lengths.cutEndToEnd(context)));
    }
}
