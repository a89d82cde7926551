package dev.perennial.tokenize.shard;

import java.util.Locale;

/** The two disjoint halves of a corpus; a document's text hash decides, so that files may be added without moving any. */
public enum Split {
    TRAIN,
    VALIDATION;

    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String file(int shard) {
        return String.format(Locale.ROOT, "%s/shard-%05d.parquet", folder(), shard);
    }
}
