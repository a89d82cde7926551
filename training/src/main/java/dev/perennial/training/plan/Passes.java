package dev.perennial.training.plan;

import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;

/**
 * What a training step does beside products of matrices, as numbers that it passes over: norms, activations, rotations, softmax, and once a step the
 * optimizer. The weights are such that one rate, 0.30 ns a number, gives the rest of the step of all three shapes in BENCHMARK.md within 4 %.
 */
final class Passes {
    private static final double OF_WIDTH = 40;
    private static final double OF_SCORE = 3;
    private static final double OF_LOGIT = 3.5;
    private static final double OF_PARAMETER = 3.2;

    private Passes() {}

    static double ofToken(GptNeoX model, double tokensOfStep) {
        double layer = OF_WIDTH * model.width() + OF_SCORE * model.heads() * model.context();
        return model.layers() * layer
                + OF_LOGIT * model.vocabulary()
                + OF_PARAMETER * ParameterLayout.of(model).total() / tokensOfStep;
    }
}
