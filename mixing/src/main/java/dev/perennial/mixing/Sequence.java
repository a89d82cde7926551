package dev.perennial.mixing;

import java.util.List;

/**
 * One row of a stream: what is trained on at a position.
 *
 * @param part the corpus, or {@code replay of <stage>}
 * @param origin the index of the sequence within its corpus, or its position in the replayed stream
 * @param tokens context + 1 ids, packed by the stream's token width
 * @param spans the documents the tokens came from, in order
 */
public record Sequence(long position, String part, long origin, byte[] tokens, List<Span> spans) {}
