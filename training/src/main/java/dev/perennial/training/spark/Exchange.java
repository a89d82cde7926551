package dev.perennial.training.spark;

import dev.perennial.training.round.AverageTree.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Lets the executors of a run add up their states in tree order, and tell each other small things. */
interface Exchange extends AutoCloseable {
    int rank();

    int ranks();

    /**
     * Adds one vector over all executors.
     *
     * @param partials this executor's sums, one for each node that covers its workers
     * @param result where the total goes, the same bits on every executor; may be one of the partials
     */
    void sum(Map<Node, ByteBuffer> partials, ByteBuffer result) throws IOException;

    /** Everybody's message, by rank. */
    List<byte[]> gather(byte[] message) throws IOException;

    @Override
    void close() throws IOException;
}
