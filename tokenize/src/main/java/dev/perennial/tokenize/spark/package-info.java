/**
 * Turns raw files into corpora with Spark: read, tokenise, one shuffle by text hash, write shards.
 * Start from {@link dev.perennial.tokenize.spark.CorpusBuilder}.
 */
package dev.perennial.tokenize.spark;
