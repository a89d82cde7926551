package dev.perennial.training.kernel;

/**
 * The seam between the model as DL4J trains it and the arithmetic that does the work.
 *
 * <p>A backend reads parameters from, and writes gradients to, flat memory in the order of
 * {@link dev.perennial.training.model.ParameterLayout}. The batch's size may differ from call to call. One thread at a time.
 */
public interface KernelBackend extends AutoCloseable {

    /** The mean loss in nats over all tokens; its gradient overwrites the gradient memory, which is working memory until then. */
    double lossAndGradient(Batch batch);

    /** The same of a {@link Batch#plain} batch. */
    default double lossAndGradient(int[] ids, int[] labels, int sequences) {
        return lossAndGradient(Batch.plain(ids, labels, sequences));
    }

    /** The norm of the whole gradient. */
    double gradientNorm();

    /** Multiplies the whole gradient. */
    void scaleGradient(float factor);

    /** Scales the whole gradient down to {@code largestNorm} if it is longer; returns the norm before. A NaN stays NaN. */
    default double clipGradient(double largestNorm) {
        double norm = gradientNorm();
        if (norm > largestNorm) {
            scaleGradient((float) (largestNorm / norm));
        }
        return norm;
    }

    /**
     * Writes the loss in nats of every token to {@code nats}, forward only; nothing is dropped. The gradient of a step before is not kept.
     *
     * @param likeliest takes for every token whether no token of the vocabulary is likelier than its label
     */
    void losses(Batch batch, float[] nats, boolean[] likeliest);

    /** The losses alone. */
    default void losses(Batch batch, float[] nats) {
        losses(batch, nats, new boolean[batch.ids().length]);
    }

    /** The same of a {@link Batch#plain} batch. */
    default void losses(int[] ids, int[] labels, int sequences, float[] nats) {
        losses(Batch.plain(ids, labels, sequences), nats);
    }

    /** Frees the working memory; parameters and gradients stay. */
    @Override
    void close();
}
