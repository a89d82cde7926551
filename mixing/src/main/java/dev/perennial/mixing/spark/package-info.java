/**
 * Builds streams with Spark: documents to pieces, one shuffle by position, pieces to rows.
 * Start from {@link dev.perennial.mixing.spark.StreamBuilder}.
 */
package dev.perennial.mixing.spark;
