/**
 * Proves what a stream holds: recomputes every row's part and origin from the plan and compares.
 * Start from {@link dev.perennial.mixing.proof.RowProof}.
 */
package dev.perennial.mixing.proof;
