package dev.perennial.conf;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of what an artefact is made from: equal fingerprints mean equal contents, so nothing stale passes for fresh. */
public record Fingerprint(@JsonValue String hex) implements java.io.Serializable {
    private static final int SHORT = 12;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Fingerprint {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new PerennialException(
                    ErrorCode.CORRUPT_ARTEFACT,
                    "Cannot read a fingerprint: got '" + hex + "', expected 64 hexadecimal digits.");
        }
    }

    /** Fingerprint of a text in UTF-8. */
    public static Fingerprint of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Fingerprint of(byte[] bytes) {
        return ofDigest(sha256(bytes));
    }

    /** Wraps 32 bytes that are a SHA-256 already. */
    public static Fingerprint ofDigest(byte[] digest) {
        return new Fingerprint(HexFormat.of().formatHex(digest));
    }

    /** The first 12 digits: enough to tell artefacts apart in a folder's name. */
    public String abbreviated() {
        return hex.substring(0, SHORT);
    }

    public static byte[] sha256(byte[] bytes) {
        return newSha256().digest(bytes);
    }

    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return abbreviated();
    }
}
