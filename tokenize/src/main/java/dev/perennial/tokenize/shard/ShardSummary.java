package dev.perennial.tokenize.shard;

import dev.perennial.conf.Manifest.FileEntry;
import java.io.Serializable;

/**
 * What one shard file holds; the list of them lets a reader know every token's global offset without a scan.
 *
 * @param file its path is relative to the corpus's folder
 */
public record ShardSummary(FileEntry file, Split split, int index, long documents, long tokens, long bytes)
        implements Serializable {

    /** The tokens of the shard when every document is followed by an end-of-text token. */
    public long packedTokens() {
        return Math.addExact(tokens, documents);
    }

    /** The same shard, with {@code folder} before its path. */
    ShardSummary below(String folder) {
        FileEntry moved = new FileEntry(folder + file.path(), file.bytes(), file.sha256());
        return new ShardSummary(moved, split, index, documents, tokens, bytes);
    }
}
