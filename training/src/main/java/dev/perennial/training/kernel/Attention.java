package dev.perennial.training.kernel;

import dev.perennial.training.kernel.vector.CausalSoftmaxKernel;
import dev.perennial.training.kernel.vector.VisibleKeys;
import dev.perennial.training.model.GptNeoX;

/**
 * Self-attention, one head and one block of queries at a time: keys that none of a block's queries may see, later ones and those of
 * earlier documents, are never multiplied, and probabilities exist for one block only.
 */
final class Attention {
    private final int layer;
    private final int context;
    private final int heads;
    private final int headSize;
    private final float scale;

    Attention(GptNeoX model, int layer) {
        this.layer = layer;
        this.context = model.context();
        this.heads = model.heads();
        this.headSize = model.headSize();
        this.scale = (float) (1 / Math.sqrt(headSize));
    }

    void forward(BlockActivations kept, Workspace workspace, Batch batch) {
        Threads.current().each(workspace.batch * heads, (head, thread) -> {
            for (int from = 0; from < context; from += Pieces.LARGEST_QUERY_BLOCK) {
                forward(kept, workspace, thread, new QueryBlock(batch, head / heads, head % heads, from));
            }
        });
    }

    /** From the gradient of {@code attended} to that of query, key and value; both are in {@code workspace}. */
    void backward(BlockActivations kept, Workspace workspace, Batch batch) {
        // Blocks of queries share keys, and add to their gradients.
        Parallel.clear(workspace.queryKeyValueGradient);
        int last = (context - 1) / Pieces.LARGEST_QUERY_BLOCK * Pieces.LARGEST_QUERY_BLOCK;
        Threads.current().each(workspace.batch * heads, (head, thread) -> {
            for (int from = last; from >= 0; from -= Pieces.LARGEST_QUERY_BLOCK) {
                backward(kept, workspace, thread, new QueryBlock(batch, head / heads, head % heads, from));
            }
        });
    }

    private void forward(BlockActivations kept, Workspace workspace, int thread, QueryBlock block) {
        Activation scores = workspace.scores.get(thread).corner(block.count, block.keys());
        Matrix source = kept.queryKeyValue().matrix();
        Gemm.set(scores.matrix(), scale, block.query(source), block.key(source).transposed());
        CausalSoftmaxKernel.forward(scores.rows(), block.visible(), kept.logSums(), block.firstLogSum());
        block.drop(scores);
        Gemm.set(block.output(kept.attended().matrix()), scores.matrix(), block.value(source));
    }

    private void backward(BlockActivations kept, Workspace workspace, int thread, QueryBlock block) {
        Activation scores = workspace.scores.get(thread).corner(block.count, block.keys());
        Activation gradients = workspace.scoreGradients.get(thread).corner(block.count, block.keys());
        Matrix source = kept.queryKeyValue().matrix();
        Matrix target = workspace.queryKeyValueGradient.matrix();
        Matrix output = block.output(workspace.attendedGradient.matrix());
        Gemm.set(scores.matrix(), scale, block.query(source), block.key(source).transposed());
        CausalSoftmaxKernel.again(scores.rows(), block.visible(), kept.logSums(), block.firstLogSum());
        Gemm.set(gradients.matrix(), output, block.value(source).transposed());
        block.drop(gradients);
        CausalSoftmaxKernel.backward(scores.rows(), gradients.rows(), block.visible());
        block.drop(scores);
        Gemm.set(block.query(target), scale, gradients.matrix(), block.key(source));
        Gemm.add(block.value(target), scores.matrix().transposed(), output);
        Gemm.add(block.key(target), scale, gradients.matrix().transposed(), block.query(source));
    }

    /** Some queries of one head of one sequence, and all the keys they may see. */
    private final class QueryBlock {
        private final Batch batch;
        private final int sequence;
        private final int head;
        private final int from;
        private final int count;

        /** Documents lie one after another, so no query sees a key before the first query's document. */
        private final int firstKey;

        QueryBlock(Batch batch, int sequence, int head, int from) {
            this.batch = batch;
            this.sequence = sequence;
            this.head = head;
            this.from = from;
            this.count = Math.min(Pieces.LARGEST_QUERY_BLOCK, context - from);
            this.firstKey = batch.documentStarts()[sequence * context + from];
        }

        int keys() {
            return from + count - firstKey;
        }

        VisibleKeys visible() {
            return new VisibleKeys(batch.documentStarts(), sequence * context + from, from, firstKey);
        }

        void drop(Activation probabilities) {
            long firstElement = ((long) head * context + from) * context + firstKey;
            DropoutSite.probabilities(batch, layer).apply(probabilities.rows(), sequence, firstElement, context);
        }

        int firstLogSum() {
            return (sequence * heads + head) * context + from;
        }

        Matrix query(Matrix queryKeyValue) {
            return queryKeyValue.block(sequence * context + from, count, 3 * head * headSize, headSize);
        }

        Matrix key(Matrix queryKeyValue) {
            return queryKeyValue.block(sequence * context + firstKey, keys(), (3 * head + 1) * headSize, headSize);
        }

        Matrix value(Matrix queryKeyValue) {
            return queryKeyValue.block(sequence * context + firstKey, keys(), (3 * head + 2) * headSize, headSize);
        }

        Matrix output(Matrix attended) {
            return attended.block(sequence * context + from, count, head * headSize, headSize);
        }
    }
}
