package dev.perennial.training.plan;

/**
 * Seconds of an experiment by what is done in them.
 *
 * @param compute steps of training
 * @param averages exchanges between steps
 * @param saving checkpoints, and what a run takes besides its rounds
 */
public record Times(
        Estimate tokenize, Estimate mix, Estimate compute, Estimate averages, Estimate saving, Estimate evaluate) {

    public Estimate train() {
        return compute.plus(averages).plus(saving);
    }

    public Estimate total() {
        return tokenize.plus(mix).plus(train()).plus(evaluate);
    }
}
