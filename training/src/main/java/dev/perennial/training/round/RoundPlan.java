package dev.perennial.training.round;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.Serializable;

/**
 * Splits a stream into rounds, and a round into one contiguous window of positions for every virtual worker.
 *
 * <p>Contiguous windows keep each worker within one sequence of every share; a step-major layout would alias with the
 * replay rule (FINDINGS: at 5 % some workers would see no replay, others 10 %).
 *
 * @param workers virtual workers, K: part of the plan, nothing to do with executors
 * @param stepsPerRound local steps between two averages, m
 * @param batch sequences in a step, b
 */
public record RoundPlan(@Default("2") int workers, @Default("4") int stepsPerRound, @Default("8") int batch)
        implements Serializable {
    public RoundPlan {
        require("workers", workers);
        require("steps-per-round", stepsPerRound);
        require("batch", batch);
    }

    /** Positions [from, to) of the stream. */
    public record Window(long from, long to) implements Serializable {
        public long sequences() {
            return to - from;
        }
    }

    /** K*m*b. */
    public long sequencesPerRound() {
        return Math.multiplyExact((long) workers, windowLength());
    }

    /** The last round may be shorter. */
    public long rounds(long sequences) {
        return (sequences + sequencesPerRound() - 1) / sequencesPerRound();
    }

    /** The window [r*K*m*b + w*m*b, + m*b), cut at the end of the stream. */
    public Window window(long round, int worker, long sequences) {
        long from = round * sequencesPerRound() + worker * windowLength();
        return new Window(Math.min(from, sequences), Math.min(from + windowLength(), sequences));
    }

    /** Sequences of the stream that are consumed when {@code round} rounds are over. */
    public long consumed(long round, long sequences) {
        return Math.min(round * sequencesPerRound(), sequences);
    }

    /** Sequences consumed by all workers together after local step {@code step} (from 0) of {@code round}. */
    public long consumedAfterStep(long round, int step, long sequences) {
        long left = Math.min(sequences - consumed(round, sequences), sequencesPerRound());
        long each = Math.min((step + 1L) * batch, windowLength());
        // The last round gives some workers a whole window, one perhaps a part of one, and the others none.
        return consumed(round, sequences) + left / windowLength() * each + Math.min(left % windowLength(), each);
    }

    private long windowLength() {
        return (long) stepsPerRound * batch;
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot plan rounds: " + name + " does not fit, got " + value + ", expected at least 1.");
        }
    }
}
