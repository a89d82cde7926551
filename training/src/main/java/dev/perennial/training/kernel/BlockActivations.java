package dev.perennial.training.kernel;

import dev.perennial.training.model.GptNeoX;
import java.util.Map;

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

    static BlockActivations of(Map<String, Activation> laid, GptNeoX model, int batch, int layer) {
        int tokens = batch * model.context();
        return new BlockActivations(
                laid.get(Pieces.QUERY_KEY_VALUE + layer),
                laid.get(Pieces.ATTENDED + layer),
                laid.get(Pieces.HIDDEN + layer),
                new float[2 * tokens],
                new float[tokens * model.heads()]);
    }
}
