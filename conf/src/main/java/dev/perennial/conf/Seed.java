package dev.perennial.conf;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A source of randomness with a name: every consumer derives its own with {@link #named}, so that none disturbs another. */
public record Seed(@JsonValue long value) implements java.io.Serializable {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Seed of(long value) {
        return new Seed(value);
    }

    /** The seed of the part called {@code name}: the first 64 bits of SHA-256 over this seed and the name. */
    public Seed named(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer message =
                ByteBuffer.allocate(Long.BYTES + text.length).putLong(value).put(text);
        return new Seed(ByteBuffer.wrap(Fingerprint.sha256(message.array())).getLong());
    }
}
