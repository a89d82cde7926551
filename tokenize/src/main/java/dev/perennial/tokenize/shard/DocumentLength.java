package dev.perennial.tokenize.shard;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.api.ReadSupport;

/**
 * A document of a shard without its tokens: two narrow columns, read in a small part of the time that the whole takes.
 *
 * @param tokens without an end of text
 */
public record DocumentLength(String domain, int tokens) {
    private static final String COLUMNS = "message shard { required binary domain (STRING); required int32 n_tokens; }";

    /** The documents of one shard, in their order. */
    public static RecordSource<DocumentLength> open(Path shard, Configuration hadoop) {
        Configuration narrow = new Configuration(hadoop);
        narrow.set(ReadSupport.PARQUET_READ_SCHEMA, COLUMNS);
        return new RecordSource<>(
                shard,
                narrow,
                FilterCompat.NOOP,
                row -> new DocumentLength(row.getString("domain", 0), row.getInteger("n_tokens", 0)));
    }
}
