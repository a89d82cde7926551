package dev.perennial.evaluation.paper;

import dev.perennial.evaluation.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the runs say of a claim.
 *
 * @param contrasts the claim's contrast for each seed, in nats a token
 * @param interval of the mean over seeds; none from a single one
 */
public record Verdict(Claim claim, double[] contrasts, Optional<Interval> interval, Outcome outcome) {

    /** How sure the answer is. */
    public enum Outcome {
        /** The whole interval agrees with the claim. */
        HELD,
        /** Every seed agrees, the interval does not rule out the opposite. */
        HELD_IN_EVERY_SEED,
        /** The mean agrees, not every seed does. */
        UNDECIDED,
        /** The mean contradicts the claim. */
        DID_NOT_HOLD,
        /** A run that the claim is about is missing. */
        NOT_RUN
    }

    public static Verdict of(Claim claim, List<Map<Cell, Double>> seeds) {
        double[] contrasts = seeds.stream()
                .mapToDouble(losses -> claim.contrast().of(losses))
                .toArray();
        Optional<Interval> interval = SeedInterval.of(contrasts);
        return new Verdict(claim, contrasts, interval, outcome(claim.expectation(), contrasts, interval));
    }

    public double mean() {
        return Arrays.stream(contrasts).average().orElse(Double.NaN);
    }

    private static Outcome outcome(Expectation expectation, double[] contrasts, Optional<Interval> interval) {
        double mean = Arrays.stream(contrasts).average().orElse(Double.NaN);
        if (Double.isNaN(mean)) {
            return Outcome.NOT_RUN;
        }
        if (!agrees(expectation, mean)) {
            return Outcome.DID_NOT_HOLD;
        }
        if (!Arrays.stream(contrasts).allMatch(each -> agrees(expectation, each))) {
            return Outcome.UNDECIDED;
        }
        boolean sure = interval.filter(
                        bounds -> agrees(expectation, bounds.low()) && agrees(expectation, bounds.high()))
                .isPresent();
        return sure ? Outcome.HELD : Outcome.HELD_IN_EVERY_SEED;
    }

    private static boolean agrees(Expectation expectation, double value) {
        if (expectation instanceof Expectation.Within within) {
            return Math.abs(value) <= within.margin();
        }
        return value > 0;
    }
}
