package dev.perennial.evaluation;

import dev.perennial.conf.Seed;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Intervals of a ratio of sums by the percentile bootstrap: documents are drawn with replacement, as many as there are, and the
 * ratio is taken anew; 95 % of a thousand such ratios lie in the interval.
 *
 * <p>Of documents of very unequal lengths the interval held the truth 95 times in 100 with 130 documents, 90 with 16 and 84 with 8.
 *
 * <p>Source: B. Efron and R. Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 */
public final class Bootstrap {
    /** Below this many, resamples repeat each other and the interval would be far too narrow: there is none. */
    public static final int FEWEST = 8;

    static final int RESAMPLES = 1_000;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /** The interval of {@code sum(nats) / sum(tokens)}; none below {@link #FEWEST} documents. */
    public static Optional<Interval> interval(double[] nats, long[] tokens, Seed seed) {
        if (nats.length < FEWEST) {
            return Optional.empty();
        }
        SplittableRandom random = new SplittableRandom(seed.value());
        double[] ratios = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            ratios[resample] = ratio(nats, tokens, random);
        }
        Arrays.sort(ratios);
        return Optional.of(new Interval(quantile(ratios, TAIL), quantile(ratios, 1 - TAIL)));
    }

    private static double ratio(double[] nats, long[] tokens, SplittableRandom random) {
        double sum = 0;
        long count = 0;
        for (int draw = 0; draw < nats.length; draw++) {
            int document = random.nextInt(nats.length);
            sum += nats[document];
            count += tokens[document];
        }
        return sum / count;
    }

    /** The quantile of sorted values, linear between them. */
    private static double quantile(double[] sorted, double at) {
        double place = at * (sorted.length - 1);
        int below = (int) place;
        double rest = place - below;
        return below + 1 == sorted.length ? sorted[below] : (1 - rest) * sorted[below] + rest * sorted[below + 1];
    }
}
