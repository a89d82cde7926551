package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.Tokenizer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.broadcast.Broadcast;

/** One tokenizer a JVM, however many tasks run in it. */
final class Tokenizers {
    private static final Map<Long, Tokenizer> LOADED = new ConcurrentHashMap<>();

    private Tokenizers() {}

    static Tokenizer load(Broadcast<byte[]> json) {
        return LOADED.computeIfAbsent(json.id(), id -> Tokenizer.read(json.value()));
    }
}
