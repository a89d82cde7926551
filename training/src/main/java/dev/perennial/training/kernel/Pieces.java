package dev.perennial.training.kernel;

import static dev.perennial.training.model.TensorNames.bias;
import static dev.perennial.training.model.TensorNames.inLayer;
import static dev.perennial.training.model.TensorNames.weight;

import dev.perennial.training.kernel.vector.Rows;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.model.TensorNames;
import java.util.ArrayList;
import java.util.List;

/**
 * The pieces of a {@link Workspace}, and which part of the gradient is unwritten as long as each is needed. A step writes the gradient
 * backwards, block after block and tensor after tensor; only the biases of the feed-forward part come before both its weights.
 */
final class Pieces {
    static final String GRADIENT = "gradient";
    static final String ATTENTION_INPUT = "attentionInput";
    static final String FEED_FORWARD_INPUT = "feedForwardInput";
    static final String WIDE = "wide";

    /** These are numbered, by layer or by thread. */
    static final String RESIDUAL = "residual.";

    static final String QUERY_KEY_VALUE = "queryKeyValue.";
    static final String ATTENDED = "attended.";
    static final String HIDDEN = "hidden.";
    static final String SCORES = "scores.";
    static final String SCORE_GRADIENTS = "scoreGradients.";
    static final String LOGITS = "logits.";

    /** Queries of one attention block. Shorter blocks skip more of the masked half, longer ones multiply faster. */
    static final int LARGEST_QUERY_BLOCK = 64;

    /** Floats of one chunk of logits: batch * context * vocabulary floats never exist. Longer chunks do not multiply faster. */
    private static final int LOGITS_CHUNK = 1 << 21;

    private static final int SHORTEST_CHUNK = 32;

    private final GptNeoX model;
    private final ParameterLayout layout;
    private final int tokens;
    private final int threads;
    private final List<Piece> pieces = new ArrayList<>();

    private Pieces(GptNeoX model, int batch, int threads) {
        this.model = model;
        this.layout = ParameterLayout.of(model);
        this.tokens = Math.multiplyExact(batch, model.context());
        this.threads = threads;
    }

    /** One residual, updated in place, and the activations of one block, which all blocks share. */
    static List<Piece> forEvaluation(GptNeoX model, int batch, int threads) {
        Pieces evaluation = new Pieces(model, batch, threads);
        evaluation.addForward();
        evaluation.addBlock(0);
        return evaluation.pieces.stream().map(Piece::withMemoryOfItsOwn).toList();
    }

    static List<Piece> forTraining(GptNeoX model, int batch, int threads) {
        Pieces training = new Pieces(model, batch, threads);
        training.addForward();
        training.addBackward();
        for (int layer = 0; layer < model.layers(); layer++) {
            training.addBlock(layer);
        }
        training.add(RESIDUAL + model.layers(), model.width(), training.beforeFinalNorm());
        return List.copyOf(training.pieces);
    }

    /** Scratch that is used up to the first block, the last on the way back. */
    private void addForward() {
        add(ATTENTION_INPUT, model.width(), before(0, TensorNames.QUERY_KEY_VALUE));
        add(FEED_FORWARD_INPUT, model.width(), before(0, TensorNames.QUERY_KEY_VALUE));
        add(WIDE, wide(), isPadded() ? 0 : before(0, TensorNames.QUERY_KEY_VALUE));
        for (int thread = 0; thread < threads; thread++) {
            addScores(SCORES + thread);
        }
        int chunk = Math.min(tokens, Math.max(SHORTEST_CHUNK, LOGITS_CHUNK / model.vocabulary()));
        for (int thread = 0; thread < Math.min(threads, (tokens + chunk - 1) / chunk); thread++) {
            pieces.add(new Piece(LOGITS + thread, chunk, model.vocabulary(), beforeFinalNorm()));
        }
    }

    /** Four times the width, or once and three times with the padding of both. */
    private int wide() {
        return Rows.padded(model.width()) + Rows.padded(3 * model.width());
    }

    private boolean isPadded() {
        return Rows.padded(model.width()) > model.width();
    }

    private void addBackward() {
        add(GRADIENT, model.width(), 0);
        for (int thread = 0; thread < threads; thread++) {
            addScores(SCORE_GRADIENTS + thread);
        }
    }

    private void addBlock(int layer) {
        add(RESIDUAL + layer, model.width(), before(layer, TensorNames.QUERY_KEY_VALUE));
        add(QUERY_KEY_VALUE + layer, 3 * model.width(), before(layer, TensorNames.ATTENTION_OUTPUT));
        add(ATTENDED + layer, model.width(), before(layer, TensorNames.ATTENTION_OUTPUT));
        add(HIDDEN + layer, 4 * model.width(), offset(bias(inLayer(layer, TensorNames.FEED_FORWARD_INPUT))));
    }

    private void add(String name, int columns, long unwritten) {
        pieces.add(new Piece(name, tokens, columns, unwritten));
    }

    /** Rows of scores are not written as far as kernels look at them, so they take no memory with something in it. */
    private void addScores(String name) {
        pieces.add(new Piece(name, Math.min(model.context(), LARGEST_QUERY_BLOCK), model.context(), 0));
    }

    /** What is unwritten while the weights of a block's part are still to come. */
    private long before(int layer, String part) {
        return offset(weight(inLayer(layer, part)));
    }

    private long beforeFinalNorm() {
        return offset(weight(TensorNames.FINAL_NORM));
    }

    private long offset(String tensor) {
        return layout.tensor(tensor).offset();
    }
}
