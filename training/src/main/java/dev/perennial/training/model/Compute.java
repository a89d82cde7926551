package dev.perennial.training.model;

/** Floating-point operations, counted as in Chowdhery et al. 2022 (PaLM), appendix B. */
public final class Compute {
    private Compute() {}

    /** Forward and backward over {@code tokens}: 6 a matrix parameter and token, and 12*L*d*T a token for attention. */
    public static double trainingFlops(GptNeoX model, long tokens) {
        double matrices = ParameterLayout.of(model).total() - (double) model.vocabulary() * model.width();
        double attention = 12.0 * model.layers() * model.width() * model.context();
        return tokens * (6 * matrices + attention);
    }
}
