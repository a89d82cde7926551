package dev.perennial.evaluation.paper;

import dev.perennial.evaluation.Interval;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Where the mean over all seeds lies with 95 % confidence, from the few that were run: Student's t. Initial values, order of the data
 * and dropped-out units vary with the seed; the validation documents do not.
 */
final class SeedInterval {
    private static final double TAIL = 0.025;

    private SeedInterval() {}

    /** None from a single seed. */
    static Optional<Interval> of(double[] values) {
        if (values.length < 2 || Arrays.stream(values).anyMatch(Double::isNaN)) {
            return Optional.empty();
        }
        double mean = StatUtils.mean(values);
        double t = new TDistribution(values.length - 1).inverseCumulativeProbability(1 - TAIL);
        double half = t * Math.sqrt(StatUtils.variance(values) / values.length);
        return Optional.of(new Interval(mean - half, mean + half));
    }
}
