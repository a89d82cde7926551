package dev.perennial.tokenize.shard;

import dev.perennial.conf.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** 16 bytes that name a document for ever: from its distribution, its place, and its text. */
public final class DocumentId {
    public static final int BYTES = 16;

    private DocumentId() {}

    /** The first 16 bytes of SHA-256 over the distribution, the source file, the line and the text's own hash. */
    public static byte[] of(String distribution, String source, long line, byte[] textHash) {
        MessageDigest digest = Fingerprint.newSha256();
        digest.update(distribution.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(line).array());
        digest.update(textHash);
        return Arrays.copyOf(digest.digest(), BYTES);
    }
}
