package dev.perennial.training.kernel;

import dev.perennial.training.model.GptNeoX;

/**
 * What one block keeps from the forward pass for the way back; N is batch * context.
 *
 * @param queryKeyValue {@code [N, 3d]}, rotated
 * @param attended {@code [N, d]}, the attention's output before its projection
 * @param hidden {@code [N, 4d]}, the feed-forward values before GELU
 * @param statistics mean and reciprocal deviation of each row of the block's input, {@code [N, 2]}
 * @param logSums log-sum-exp of the attention scores, {@code [batch, heads, context]}
 */
record BlockActivations(
        Activation queryKeyValue, Activation attended, Activation hidden, float[] statistics, float[] logSums) {

    static BlockActivations take(Pool pool, GptNeoX model, int batch) {
        int tokens = batch * model.context();
        return new BlockActivations(
                pool.take(tokens, 3 * model.width()),
                pool.take(tokens, model.width()),
                pool.take(tokens, 4 * model.width()),
                new float[2 * tokens],
                new float[tokens * model.heads()]);
    }
}
