package dev.perennial.training.kernel;

import dev.perennial.training.model.GptNeoX;
import java.util.ArrayList;
import java.util.List;

/** All working memory of a step at one batch size: scratch that every block reuses, and what each block keeps for the way back. */
final class Workspace {
    /** Queries of one attention block. Shorter blocks skip more of the masked half, longer ones multiply faster. */
    static final int LARGEST_QUERY_BLOCK = 64;

    /** Floats of one chunk of logits: the chunk stays in a shared cache, and batch * context * vocabulary floats never exist. */
    private static final int LOGITS_CHUNK = 1 << 20;

    private static final int SHORTEST_CHUNK = 32;

    final int batch;
    private final int threads;
    final int tokens;

    /** Block l reads {@code residual(l)} and writes {@code residual(l + 1)}, each {@code [N, d]}. */
    private final List<Activation> residuals = new ArrayList<>();

    private final List<BlockActivations> blocks = new ArrayList<>();

    final Activation attentionInput;
    final Activation feedForwardInput;
    final Activation wide;
    final Activation gradient;
    final Activation attentionGradient;
    final Activation feedForwardGradient;
    final Activation queryKeyValueGradient;
    /** One for each thread, as heads are shared among them. */
    final List<Activation> scores = new ArrayList<>();

    final List<Activation> scoreGradients = new ArrayList<>();
    /** One for each thread; a chunk of tokens is one thread's. */
    final List<Activation> logits = new ArrayList<>();

    final float[] finalStatistics;

    private Workspace(GptNeoX model, int batch, Pool pool, int keptBlocks) {
        this.batch = batch;
        this.threads = Threads.current().count();
        this.tokens = Math.multiplyExact(batch, model.context());
        int width = model.width();
        int queries = Math.min(model.context(), LARGEST_QUERY_BLOCK);
        pool.rewind();
        attentionInput = pool.take(tokens, width);
        feedForwardInput = pool.take(tokens, width);
        wide = pool.take(tokens, 4 * width);
        for (int thread = 0; thread < threads; thread++) {
            scores.add(pool.take(queries, model.context()));
        }
        int chunk = Math.min(tokens, Math.max(SHORTEST_CHUNK, LOGITS_CHUNK / model.vocabulary()));
        for (int thread = 0; thread < Math.min(threads, (tokens + chunk - 1) / chunk); thread++) {
            logits.add(pool.take(chunk, model.vocabulary()));
        }
        residuals.add(pool.take(tokens, width));
        blocks.add(BlockActivations.take(pool, model, batch));
        boolean training = keptBlocks > 0;
        gradient = training ? pool.take(tokens, width) : null;
        attentionGradient = training ? pool.take(tokens, width) : null;
        feedForwardGradient = training ? pool.take(tokens, width) : null;
        queryKeyValueGradient = training ? pool.take(tokens, 3 * width) : null;
        for (int thread = 0; training && thread < threads; thread++) {
            scoreGradients.add(pool.take(queries, model.context()));
        }
        for (int layer = 0; layer < keptBlocks; layer++) {
            residuals.add(pool.take(tokens, width));
            if (layer > 0) {
                blocks.add(BlockActivations.take(pool, model, batch));
            }
        }
        finalStatistics = new float[2 * tokens];
    }

    /** Keeps what every block needs for its way back. */
    static Workspace forTraining(GptNeoX model, int batch, Pool pool) {
        return new Workspace(model, batch, pool, model.layers());
    }

    /** Keeps nothing: all blocks share one residual, updated in place. */
    static Workspace forEvaluation(GptNeoX model, int batch, Pool pool) {
        return new Workspace(model, batch, pool, 0);
    }

    Activation residual(int layer) {
        return residuals.get(Math.min(layer, residuals.size() - 1));
    }

    BlockActivations block(int layer) {
        return blocks.get(Math.min(layer, blocks.size() - 1));
    }

    /** Whether it is for so many sequences and as many threads as there are. */
    boolean fits(int sequences) {
        return batch == sequences && threads == Threads.current().count();
    }

    boolean isForTraining() {
        return gradient != null;
    }
}
