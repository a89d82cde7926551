package dev.perennial.tokenize.shard;

import dev.perennial.conf.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * 16 bytes that name a document for ever: from its distribution, its place, and its text.
 *
 * <p>They begin as the text's hash does, by which shards are sorted. So ids are sorted too, and the statistics of a shard's footer
 * tell where a document is without a scan.
 */
public final class DocumentId {
    public static final int BYTES = 16;

    /** How many of the bytes are the text's; the others are the place's. */
    private static final int TEXT_BYTES = 8;

    private DocumentId() {}

    /** Eight bytes of the text's hash, then eight of SHA-256 over the distribution, the source file, the line and that hash. */
    public static byte[] of(String distribution, String source, long line, byte[] textHash) {
        MessageDigest digest = Fingerprint.newSha256();
        digest.update(distribution.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(line).array());
        digest.update(textHash);
        byte[] id = Arrays.copyOf(textHash, BYTES);
        System.arraycopy(digest.digest(), 0, id, TEXT_BYTES, BYTES - TEXT_BYTES);
        return id;
    }
}
