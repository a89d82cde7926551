/**
 * Shards: the Parquet files of a corpus, and the small kit with which shards and streams are written and read.
 * The layout is in FORMATS.md. Start from {@link dev.perennial.tokenize.shard.ShardFormat}.
 */
package dev.perennial.tokenize.shard;
