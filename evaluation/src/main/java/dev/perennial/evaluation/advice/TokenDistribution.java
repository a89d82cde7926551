package dev.perennial.evaluation.advice;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;

/** How often each token id occurs in a text: what two texts of one tokenizer can be compared by before anything is trained. */
public final class TokenDistribution {
    private static final double LOG_2 = Math.log(2);

    private final long[] counts;
    private final long tokens;

    /** @param counts by token id */
    public TokenDistribution(long[] counts) {
        this.counts = counts.clone();
        long sum = 0;
        for (long count : counts) {
            sum = Math.addExact(sum, count);
        }
        this.tokens = sum;
    }

    public long tokens() {
        return tokens;
    }

    public TokenDistribution plus(TokenDistribution other) {
        requireSameVocabulary(other);
        long[] sum = counts.clone();
        for (int id = 0; id < sum.length; id++) {
            sum[id] = Math.addExact(sum[id], other.counts[id]);
        }
        return new TokenDistribution(sum);
    }

    /**
     * The Jensen-Shannon divergence in bits: 0 for equal distributions, 1 for two that share no token. It is the mean of both
     * distributions' Kullback-Leibler divergences from their mean.
     *
     * <p>Source: J. Lin, Divergence Measures Based on the Shannon Entropy, 1991.
     */
    public double divergence(TokenDistribution other) {
        requireSameVocabulary(other);
        double nats = 0;
        for (int id = 0; id < counts.length; id++) {
            double own = share(id);
            double others = other.share(id);
            double mean = (own + others) / 2;
            nats += (term(own, mean) + term(others, mean)) / 2;
        }
        return Math.max(0, nats / LOG_2);
    }

    private double share(int id) {
        return tokens == 0 ? 0 : (double) counts[id] / tokens;
    }

    private static double term(double share, double mean) {
        return share == 0 ? 0 : share * Math.log(share / mean);
    }

    private void requireSameVocabulary(TokenDistribution other) {
        if (counts.length != other.counts.length) {
            throw new PerennialException(
                    ErrorCode.TOKENIZER_MISMATCH,
                    "Cannot compare token distributions: their vocabularies differ, got " + other.counts.length
                            + " entries, expected " + counts.length + ". Tokenise both with one tokenizer.json.");
        }
    }
}
