/**
 * Checkpoints as Hugging Face reads them (safetensors and config.json), with the optimizer's state and the ledger beside them.
 * Start from {@link dev.perennial.training.checkpoint.Checkpoint}.
 */
package dev.perennial.training.checkpoint;
