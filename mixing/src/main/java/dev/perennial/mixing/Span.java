package dev.perennial.mixing;

import dev.perennial.tokenize.shard.DocumentId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of one document within a sequence.
 *
 * @param document 16 bytes, see {@link DocumentId}
 * @param from the first token's index in the document; the end-of-text token follows the last
 */
public record Span(byte[] document, long from, int length) {
    private static final int PACKED_BYTES = DocumentId.BYTES + Long.BYTES + Integer.BYTES;

    /** Spans as bytes, for a shuffle. */
    public static byte[] packAll(List<Span> spans) {
        ByteBuffer packed = ByteBuffer.allocate(spans.size() * PACKED_BYTES);
        for (Span span : spans) {
            packed.put(span.document).putLong(span.from).putInt(span.length);
        }
        return packed.array();
    }

    public static List<Span> unpackAll(byte[] bytes) {
        ByteBuffer packed = ByteBuffer.wrap(bytes);
        List<Span> spans = new ArrayList<>();
        while (packed.hasRemaining()) {
            byte[] document = new byte[DocumentId.BYTES];
            packed.get(document);
            spans.add(new Span(document, packed.getLong(), packed.getInt()));
        }
        return spans;
    }
}
