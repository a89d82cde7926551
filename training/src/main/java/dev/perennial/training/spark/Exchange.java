package dev.perennial.training.spark;

import dev.perennial.training.round.AverageTree.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Lets the executors of a run add up their states in tree order, and tell each other small things. Every executor owns a slice of each
 * vector, where the sum is taken.
 */
interface Exchange extends AutoCloseable {
    int rank();

    int ranks();

    /** The part of a vector that this executor owns: whole blocks of {@link dev.perennial.training.round.Spread#BLOCK}. */
    ByteBuffer owned(ByteBuffer vector);

    /**
     * Adds one vector over all executors.
     *
     * @param partials this executor's sums, one for each node that covers its workers; what they hold is lost
     * @param result where the total of the owned slice goes; may be one of the partials
     */
    void reduce(Map<Node, ByteBuffer> partials, ByteBuffer result) throws IOException;

    /** Brings everybody's owned slice to all: afterwards the vector has the same bits on every executor. */
    void share(ByteBuffer vector) throws IOException;

    /** Everybody's message, by rank. */
    List<byte[]> gather(byte[] message) throws IOException;

    @Override
    void close() throws IOException;
}
