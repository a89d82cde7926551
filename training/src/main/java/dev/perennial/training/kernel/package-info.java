/**
 * One step of the model's arithmetic, forward and backward, over flat parameter and gradient memory.
 * Start from {@link dev.perennial.training.kernel.KernelBackend}, the seam, and {@link dev.perennial.training.kernel.Backend}, its choices.
 */
package dev.perennial.training.kernel;
