package dev.perennial.training.schedule;

import dev.perennial.conf.Tokens;

/**
 * One phase of a schedule in one stage: the steps that bring the tokens consumed above {@code from}, up to {@code to}.
 *
 * @param start the rate at {@code from}, which is the last of the segment before
 * @param end the rate at {@code to}, exactly
 */
public record Segment(Phase phase, Tokens from, Tokens to, double start, double end, Transition transition) {

    double at(Tokens consumed) {
        return transition.rate(start, end, consumed.count() - from.count(), to.count() - from.count());
    }

    String describe() {
        return switch (phase) {
            case CONSTANT -> "constant " + end + " until token " + to;
            case WARM_UP -> "warm-up to " + end + " by token " + to;
            case COOLDOWN, ANNEAL, DECAY -> phase + " (" + transition + ") to " + end + " at token " + to;
        };
    }
}
