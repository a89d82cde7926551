package dev.perennial.tokenize.shard;

import dev.perennial.conf.Manifest.FileEntry;
import java.io.Serializable;

/** What one shard file holds; the list of them lets a reader know every token's global offset without a scan. */
public record ShardSummary(FileEntry file, Split split, int index, long documents, long tokens, long bytes)
        implements Serializable {

    /** The tokens of the shard when every document is followed by an end-of-text token. */
    public long packedTokens() {
        return Math.addExact(tokens, documents);
    }
}
