package dev.perennial.tokenize.shard;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** A tokenised distribution that stands in the store: its shards, in the order that makes the global document order. */
public record Corpus(String name, Path folder, Manifest manifest, List<ShardSummary> shards) {
    public static final String KIND = "corpora";
    public static final String SHARDS_FILE = "shards.json";

    public static Corpus open(Store store, Path folder, Manifest manifest) {
        Path list = new Path(folder, SHARDS_FILE);
        String text = store.readText(list)
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.CORRUPT_ARTEFACT,
                        "Cannot read the corpus '" + manifest.name() + "': '" + list
                                + "' is gone. Remove its folder and run again."));
        return new Corpus(
                manifest.name(),
                folder,
                manifest,
                Arrays.asList(Json.read(text, ShardSummary[].class, list.toString())));
    }

    public Fingerprint fingerprint() {
        return manifest.fingerprint();
    }

    public List<ShardSummary> shards(Split split) {
        return shards.stream().filter(shard -> shard.split() == split).toList();
    }

    public long packedTokens(Split split) {
        return shards(split).stream().mapToLong(ShardSummary::packedTokens).sum();
    }

    /** Whole sequences of {@code context} tokens and the one after, when documents are packed end to end. */
    public long sequences(Split split, int context) {
        return Math.max(0, (packedTokens(split) - 1) / context);
    }
}
