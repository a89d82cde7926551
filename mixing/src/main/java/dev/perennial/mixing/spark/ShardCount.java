package dev.perennial.mixing.spark;

import dev.perennial.mixing.packing.BestFit;
import dev.perennial.mixing.packing.Lengths;
import java.io.Serializable;

/**
 * What a shard holds of a text.
 *
 * @param size tokens with an end of text after each document; when documents are packed by best fit, sequences
 * @param cut documents that best fit has to cut
 * @param padding tokens that best fit adds
 */
record ShardCount(long documents, long size, long cut, long padding) implements Serializable {

    static ShardCount concatenated(long documents, long tokens) {
        return new ShardCount(documents, tokens, 0, 0);
    }

    static ShardCount bestFit(Lengths lengths, int context) {
        BestFit packed = new BestFit(context, lengths, 0);
        return new ShardCount(lengths.size(), packed.sequences(), packed.cut(), packed.padding());
    }
}
