package dev.perennial.training.kernel;

/**
 * The seam between the model as DL4J trains it and the arithmetic that does the work.
 *
 * <p>A backend reads parameters from, and writes gradients to, flat memory in the order of
 * {@link dev.perennial.training.model.ParameterLayout}. Ids and labels are {@code [batch, context]}, row-major; the label of a token is the
 * token after it. The batch may differ from call to call. One thread at a time.
 */
public interface KernelBackend extends AutoCloseable {

    /** The mean loss in nats over all tokens; its gradient overwrites the gradient memory. */
    double lossAndGradient(int[] ids, int[] labels, int batch);

    /** Scales the whole gradient down to {@code largestNorm} if it is longer; returns the norm before. A NaN stays NaN. */
    double clipGradient(double largestNorm);

    /** Writes the loss in nats of every token to {@code nats}, forward only. */
    void losses(int[] ids, int[] labels, int batch, float[] nats);

    /** Frees the working memory; parameters and gradients stay. */
    @Override
    void close();
}
