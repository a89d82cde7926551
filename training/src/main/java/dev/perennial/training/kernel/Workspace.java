package dev.perennial.training.kernel;

import dev.perennial.training.model.GptNeoX;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** All working memory of a step at one batch size: scratch that every block reuses, and what each block keeps for the way back. */
final class Workspace {
    final int batch;
    final int tokens;
    private final int threads;
    private final boolean training;

    /** Block l reads {@code residual(l)} and writes {@code residual(l + 1)}, each {@code [N, d]}. */
    private final List<Activation> residuals;

    private final List<BlockActivations> blocks;

    /** The inputs of both branches, {@code [N, d]}; on the way back their gradients, as soon as they have been multiplied. */
    final Activation attentionInput;

    final Activation feedForwardInput;

    /** {@code [N, 4d]}: the hidden values after GELU, and their gradient. */
    final Activation wide;

    /** {@code [N, 3d]} and {@code [N, d]}, in the memory of {@link #wide}: the way back is through the feed-forward part by then. */
    final Activation queryKeyValueGradient;

    final Activation attendedGradient;

    /** Of the residual; null where nothing is trained. */
    final Activation gradient;

    /** One for each thread, as heads are shared among them. */
    final List<Activation> scores;

    final List<Activation> scoreGradients;

    /** One for each thread; a chunk of tokens is one thread's. */
    final List<Activation> logits;

    final float[] finalStatistics;

    private Workspace(GptNeoX model, int batch, int threads, Map<String, Activation> laid, boolean training) {
        this.batch = batch;
        this.tokens = batch * model.context();
        this.threads = threads;
        this.training = training;
        residuals = numbered(laid, Pieces.RESIDUAL);
        blocks = IntStream.range(0, training ? model.layers() : 1)
                .mapToObj(layer -> BlockActivations.of(laid, model, batch, layer))
                .toList();
        attentionInput = laid.get(Pieces.ATTENTION_INPUT);
        feedForwardInput = laid.get(Pieces.FEED_FORWARD_INPUT);
        FloatMemory memory = laid.get(Pieces.WIDE).matrix().memory();
        wide = Activation.over(memory, tokens, 4 * model.width());
        queryKeyValueGradient = Activation.over(memory, tokens, 3 * model.width());
        long taken = Activation.length(tokens, 3 * model.width());
        attendedGradient = Activation.over(memory.part(taken, memory.length() - taken), tokens, model.width());
        gradient = laid.get(Pieces.GRADIENT);
        scores = numbered(laid, Pieces.SCORES);
        scoreGradients = numbered(laid, Pieces.SCORE_GRADIENTS);
        logits = numbered(laid, Pieces.LOGITS);
        finalStatistics = new float[2 * tokens];
    }

    private static List<Activation> numbered(Map<String, Activation> laid, String name) {
        return IntStream.iterate(0, number -> laid.containsKey(name + number), number -> number + 1)
                .mapToObj(number -> laid.get(name + number))
                .toList();
    }

    /** Keeps what every block needs for its way back. */
    static Workspace forTraining(GptNeoX model, int batch, Pool pool) {
        int threads = Threads.current().count();
        return new Workspace(model, batch, threads, pool.layOut(Pieces.forTraining(model, batch, threads)), true);
    }

    /** Keeps nothing: all blocks share one residual, updated in place. */
    static Workspace forEvaluation(GptNeoX model, int batch, Pool pool) {
        int threads = Threads.current().count();
        return new Workspace(model, batch, threads, pool.layOut(Pieces.forEvaluation(model, batch, threads)), false);
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
        return training;
    }
}
