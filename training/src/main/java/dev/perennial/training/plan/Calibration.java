package dev.perennial.training.plan;

import dev.perennial.training.model.Compute;
import dev.perennial.training.model.GptNeoX;

/**
 * What a minute of real training showed of a machine, so that plans need not guess it.
 *
 * @param machine for people
 * @param arithmetic the fingerprint of its arithmetic
 * @param batch sequences in a step, perhaps fewer than configured so that a minute was enough
 * @param tasks that trained side by side, on {@code threads} each
 * @param tokensPerSecond of one task, averages not counted
 * @param peak operations a second of one task's threads in products of matrices alone, while nothing else ran
 * @param operations a token, in products of matrices, as they were counted
 * @param products operations a second of one task's threads in those products, while it trained
 * @param exchange bytes a second that a task sent while it averaged, over loopback, sums included; 0 where there was one task
 * @param evaluate tokens a second of one task that only evaluates
 * @param tokenize bytes of the experiment's text a second and core, of the whole job; 0 where there was no text or no tokenizer yet
 * @param start seconds of a run that are no rounds: Spark's start, the model's, the last checkpoint
 * @param process bytes resident beside what the plan of memory counts: the part of the heap that was touched, code, libraries
 * @param created ISO-8601, UTC
 */
public record Calibration(
        String machine,
        String arithmetic,
        GptNeoX model,
        int batch,
        int tasks,
        int threads,
        Estimate tokensPerSecond,
        double peak,
        double operations,
        double products,
        double exchange,
        double evaluate,
        double tokenize,
        double start,
        long process,
        String created) {
    public static final String FILE = "calibration.json";

    /** The share of the peak that a step of this very model reached. */
    public Estimate utilisation() {
        return tokensPerSecond.times(Compute.trainingFlops(model, 1) / peak);
    }

    public Calibration withTokenize(double bytesPerSecond) {
        return new Calibration(
                machine,
                arithmetic,
                model,
                batch,
                tasks,
                threads,
                tokensPerSecond,
                peak,
                operations,
                products,
                exchange,
                evaluate,
                bytesPerSecond,
                start,
                process,
                created);
    }

    /**
     * Tokens a second of one task on another shape: its products at the rate of those that were measured, all else in proportion to what it passes
     * over.
     *
     * @param tokensOfStep tokens of a step of that shape
     */
    Estimate tokensPerSecond(GptNeoX other, double tokensOfStep) {
        double multiplied = operations * Compute.trainingFlops(other, 1) / Compute.trainingFlops(model, 1);
        double passes = Passes.ofToken(other, tokensOfStep) / Passes.ofToken(model, (double) batch * model.context());
        return new Estimate(
                1 / (multiplied / products + elsewhere(tokensPerSecond.low()) * passes),
                1 / (multiplied / products + elsewhere(tokensPerSecond.high()) * passes));
    }

    /** Seconds a token that were no products. */
    private double elsewhere(double tokensPerSecond) {
        return Math.max(0, 1 / tokensPerSecond - operations / products);
    }

    boolean isOf(GptNeoX other, int threads) {
        return model.equals(other) && this.threads == threads;
    }
}
