/**
 * Reads raw corpora as they are published, one document after the other, in flat memory and without Spark.
 * What cannot be read is a row too, with its reason and line. Start from {@link dev.perennial.tokenize.source.DocumentReader}.
 */
package dev.perennial.tokenize.source;
