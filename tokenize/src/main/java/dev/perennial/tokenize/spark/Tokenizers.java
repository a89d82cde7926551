package dev.perennial.tokenize.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.tokenize.Tokenizer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.broadcast.Broadcast;

/** One tokenizer a JVM, however many tasks run in it. */
final class Tokenizers {
    private static final Map<Fingerprint, Tokenizer> LOADED = new ConcurrentHashMap<>();

    private Tokenizers() {}

    static Tokenizer load(Broadcast<byte[]> json) {
        // By content: broadcasts are numbered anew by every Spark context of a JVM.
        return LOADED.computeIfAbsent(Fingerprint.of(json.value()), unknown -> Tokenizer.read(json.value()));
    }
}
