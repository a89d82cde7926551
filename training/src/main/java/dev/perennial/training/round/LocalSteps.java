package dev.perennial.training.round;

import dev.perennial.conf.Tokens;

/** The local steps of a stage, numbered from 0 over all rounds, and the tokens that all workers have consumed after each. */
public record LocalSteps(RoundPlan rounds, long sequences, int context) {

    /** How many there are; in a last round that is short, those of the worker with the longest window. */
    public long count() {
        long last = rounds.rounds(sequences) - 1;
        long longest = rounds.window(last, 0, sequences).sequences();
        return last * rounds.stepsPerRound() + (longest + rounds.batch() - 1) / rounds.batch();
    }

    public Tokens consumedAfter(long step) {
        long round = step / rounds.stepsPerRound();
        int within = (int) (step % rounds.stepsPerRound());
        return tokens(rounds.consumedAfterStep(round, within, sequences));
    }

    /** The tokens of the whole stage. */
    public Tokens total() {
        return tokens(sequences);
    }

    private Tokens tokens(long count) {
        return new Tokens(Math.multiplyExact(count, (long) context));
    }
}
