package dev.perennial.training.kernel;

import dev.perennial.training.kernel.vector.CausalSoftmaxKernel;
import dev.perennial.training.model.GptNeoX;

/**
 * Causal self-attention, one head and one block of queries at a time: keys that all of a block's queries must not see are never
 * multiplied, and probabilities exist for one block only.
 */
final class Attention {
    private final int context;
    private final int heads;
    private final int headSize;
    private final float scale;

    Attention(GptNeoX model) {
        this.context = model.context();
        this.heads = model.heads();
        this.headSize = model.headSize();
        this.scale = (float) (1 / Math.sqrt(headSize));
    }

    void forward(BlockActivations kept, Workspace workspace) {
        for (int sequence = 0; sequence < workspace.batch; sequence++) {
            for (int head = 0; head < heads; head++) {
                for (int from = 0; from < context; from += Workspace.LARGEST_QUERY_BLOCK) {
                    forward(kept, workspace, block(sequence, head, from));
                }
            }
        }
    }

    /** From the gradient of {@code attended} to that of query, key and value; both are in {@code workspace}. */
    void backward(BlockActivations kept, Workspace workspace) {
        int last = (context - 1) / Workspace.LARGEST_QUERY_BLOCK * Workspace.LARGEST_QUERY_BLOCK;
        for (int sequence = 0; sequence < workspace.batch; sequence++) {
            for (int head = 0; head < heads; head++) {
                // The last block sees all keys, so it sets their gradients and the others add.
                for (int from = last; from >= 0; from -= Workspace.LARGEST_QUERY_BLOCK) {
                    backward(kept, workspace, block(sequence, head, from), from == last);
                }
            }
        }
    }

    private void forward(BlockActivations kept, Workspace workspace, QueryBlock block) {
        Activation scores = workspace.scores.corner(block.count, block.keys());
        Matrix source = kept.queryKeyValue().matrix();
        Gemm.set(scores.matrix(), scale, block.query(source), block.key(source).transposed());
        CausalSoftmaxKernel.forward(scores.rows(), block.from, kept.logSums(), block.firstLogSum());
        Gemm.set(block.output(kept.attended().matrix()), scores.matrix(), block.value(source));
    }

    private void backward(BlockActivations kept, Workspace workspace, QueryBlock block, boolean first) {
        Activation scores = workspace.scores.corner(block.count, block.keys());
        Activation gradients = workspace.scoreGradients.corner(block.count, block.keys());
        Matrix source = kept.queryKeyValue().matrix();
        Matrix target = workspace.queryKeyValueGradient.matrix();
        Matrix output = block.output(workspace.attentionGradient.matrix());
        Gemm.set(scores.matrix(), scale, block.query(source), block.key(source).transposed());
        CausalSoftmaxKernel.again(scores.rows(), block.from, kept.logSums(), block.firstLogSum());
        Gemm.set(gradients.matrix(), output, block.value(source).transposed());
        CausalSoftmaxKernel.backward(scores.rows(), gradients.rows(), block.from);
        Gemm.set(block.query(target), scale, gradients.matrix(), block.key(source));
        if (first) {
            Gemm.set(block.value(target), scores.matrix().transposed(), output);
            Gemm.set(block.key(target), scale, gradients.matrix().transposed(), block.query(source));
        } else {
            Gemm.add(block.value(target), scores.matrix().transposed(), output);
            Gemm.add(block.key(target), scale, gradients.matrix().transposed(), block.query(source));
        }
    }

    private QueryBlock block(int sequence, int head, int from) {
        return new QueryBlock(sequence, head, from, Math.min(Workspace.LARGEST_QUERY_BLOCK, context - from));
    }

    /** Queries {@code from} to {@code from + count} of one head of one sequence, and all the keys they may see. */
    private final class QueryBlock {
        private final int sequence;
        private final int head;
        private final int from;
        private final int count;

        QueryBlock(int sequence, int head, int from, int count) {
            this.sequence = sequence;
            this.head = head;
            this.from = from;
            this.count = count;
        }

        int keys() {
            return from + count;
        }

        int firstLogSum() {
            return (sequence * heads + head) * context + from;
        }

        Matrix query(Matrix queryKeyValue) {
            return queryKeyValue.block(sequence * context + from, count, 3 * head * headSize, headSize);
        }

        Matrix key(Matrix queryKeyValue) {
            return queryKeyValue.block(sequence * context, keys(), (3 * head + 1) * headSize, headSize);
        }

        Matrix value(Matrix queryKeyValue) {
            return queryKeyValue.block(sequence * context, keys(), (3 * head + 2) * headSize, headSize);
        }

        Matrix output(Matrix attended) {
            return attended.block(sequence * context + from, count, head * headSize, headSize);
        }
    }
}
