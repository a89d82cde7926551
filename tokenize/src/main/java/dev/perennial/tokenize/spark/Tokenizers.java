package dev.perennial.tokenize.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.broadcast.Broadcast;

/** One tokenizer a JVM, however many tasks run in it. */
public final class Tokenizers {
    private static final Map<Key, Tokenizer> LOADED = new ConcurrentHashMap<>();

    // By content: broadcasts are numbered anew by every Spark context of a JVM.
    private record Key(Fingerprint json, TokenizerEngine engine) {}

    private Tokenizers() {}

    public static Tokenizer load(Broadcast<byte[]> json, TokenizerEngine engine) {
        return LOADED.computeIfAbsent(
                new Key(Fingerprint.of(json.value()), engine), unknown -> Tokenizer.read(json.value(), engine));
    }
}
