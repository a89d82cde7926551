/**
 * Parameter averaging on Spark behind DL4J's own extension point: resident replicas in a barrier stage, a bandwidth-optimal
 * exchange of fixed order, checkpoints and a ledger. Start from {@link dev.perennial.training.spark.ReplicaAveragingMaster}.
 */
package dev.perennial.training.spark;
