/**
 * Spreads evaluation over Spark. Start from {@link dev.perennial.evaluation.spark.LossEvaluation}.
 */
package dev.perennial.evaluation.spark;
