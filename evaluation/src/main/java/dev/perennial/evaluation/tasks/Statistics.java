package dev.perennial.evaluation.tasks;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The harness's means and standard errors. */
final class Statistics {
    private static final int RESAMPLES = 100_000;
    private static final int RESAMPLES_A_SEED = 1_000;

    private Statistics() {}

    /** The mean; its standard error is the sample's deviation over the root of its size. */
    static Figure mean(double[] values) {
        return new Figure(
                average(values),
                values.length < 2 ? Optional.empty() : Optional.of(deviation(values) / Math.sqrt(values.length)));
    }

    /**
     * The exponential of the negative mean; its standard error is the deviation over a hundred thousand resamples, drawn by the
     * harness's generator and seeds.
     */
    static Figure perplexity(double[] logLikelihoods) {
        double value = Math.exp(-average(logLikelihoods));
        if (logLikelihoods.length < 2) {
            return new Figure(value, Optional.empty());
        }
        double[] resampled = IntStream.range(0, RESAMPLES / RESAMPLES_A_SEED)
                .parallel()
                .boxed()
                .flatMapToDouble(seed -> Arrays.stream(resampled(logLikelihoods, new PythonRandom(seed))))
                .toArray();
        return new Figure(value, Optional.of(deviation(resampled)));
    }

    /** Of parts to the whole: means are weighted by size, standard errors pooled. */
    static Figure pooled(List<Figure> parts, List<Long> sizes) {
        double total = sizes.stream().mapToLong(Long::longValue).sum();
        double mean = 0;
        double squares = 0;
        for (int part = 0; part < parts.size(); part++) {
            double size = sizes.get(part);
            mean += parts.get(part).value() * size / total;
            // A part of one question adds nothing: the sum of squares about its own mean is zero.
            double error = parts.get(part).standardError().orElse(0.0);
            squares += (size - 1) * error * error * size;
        }
        double freedom = total - parts.size();
        return new Figure(mean, freedom < 1 ? Optional.empty() : Optional.of(Math.sqrt(squares / freedom / total)));
    }

    private static double[] resampled(double[] values, PythonRandom random) {
        double[] perplexities = new double[RESAMPLES_A_SEED];
        for (int resample = 0; resample < RESAMPLES_A_SEED; resample++) {
            double sum = 0;
            for (int draw = 0; draw < values.length; draw++) {
                sum += values[(int) (random.unit() * values.length)];
            }
            perplexities[resample] = Math.exp(-sum / values.length);
        }
        return perplexities;
    }

    private static double average(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double deviation(double[] values) {
        double mean = average(values);
        return Math.sqrt(Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1));
    }
}
