/**
 * Fused kernels in the Vector API over padded off-heap rows: everything of a step that is not a matrix product.
 * It is compiled apart from the rest, because an incubating module warns; start from {@link dev.perennial.training.kernel.vector.Rows}.
 */
package dev.perennial.training.kernel.vector;
