package dev.perennial.evaluation.tasks;

/**
 * Tokens of which the last ones are predicted from those before them.
 *
 * @param tokens at most one more than the model's context
 * @param predicted how many at the end; at least one token stands before them
 * @param truncated whether what is predicted had more before it than fits
 */
record Window(int[] tokens, int predicted, boolean truncated) {

    /** How many tokens go into the model. */
    int length() {
        return tokens.length - 1;
    }
}
