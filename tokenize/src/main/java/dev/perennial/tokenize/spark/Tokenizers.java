package dev.perennial.tokenize.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.tokenize.Tokenizer;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.broadcast.Broadcast;

/** One tokenizer a JVM, however many tasks run in it. */
final class Tokenizers {
    /** By content: the numbers of broadcasts begin anew in every session of a JVM. */
    private static final Map<String, Tokenizer> LOADED = new ConcurrentHashMap<>();

    private Tokenizers() {}

    static Tokenizer load(Broadcast<byte[]> json) {
        byte[] text = json.value();
        return LOADED.computeIfAbsent(
                HexFormat.of().formatHex(Fingerprint.sha256(text)), digest -> Tokenizer.read(text));
    }
}
