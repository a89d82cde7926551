package dev.perennial.training.round;

import dev.perennial.conf.Tokens;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The rounds of one stage: each has one contiguous window of positions for every virtual worker, and the same number of local steps
 * for all. Everything is a function of position, so what resumes is one number.
 *
 * <p>Contiguous windows keep each worker within one sequence of every share; a step-major layout would alias with the
 * replay rule (FINDINGS: at 5 % some workers would see no replay, others 10 %).
 *
 * @param sequences of the stream
 * @param context tokens in a sequence
 */
public record Rounds(RoundPlan plan, long sequences, int context) {

    /** Positions [from, to) of the stream. */
    public record Window(long from, long to) implements Serializable {
        public long sequences() {
            return to - from;
        }
    }

    /** Rounds of equal length, until the next segment: where the first of them begins. */
    private record Segment(long round, long position, long step, int steps) {}

    /** The last round may be shorter. */
    public long count() {
        Segment last = last(Segment::position, Long.MAX_VALUE);
        return last.round + ceiling(sequences - last.position, length(last));
    }

    /** Local steps of a whole round, m. */
    public int steps(long round) {
        return ofRound(round).steps;
    }

    /** The number of a round's first local step, counted from 0 over all rounds. */
    public long firstStep(long round) {
        Segment segment = ofRound(round);
        return segment.step + (round - segment.round) * segment.steps;
    }

    /** Sequences of the stream that are consumed when {@code round} rounds are over: where the next one begins. */
    public long consumed(long round) {
        Segment segment = ofRound(round);
        return Math.min(segment.position + (round - segment.round) * length(segment), sequences);
    }

    /** The rounds after which at least this many sequences are consumed, the fewest of them. */
    public long reaching(long position) {
        long low = 0;
        long high = count();
        while (low < high) {
            long middle = (low + high) / 2;
            if (consumed(middle) >= position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The window of m*b positions from the round's beginning + worker*m*b on, cut at the end of the stream. */
    public Window window(long round, int worker) {
        long each = windowLength(ofRound(round));
        long from = consumed(round) + worker * each;
        return new Window(Math.min(from, sequences), Math.min(from + each, sequences));
    }

    /** Sequences consumed by all workers together after local step {@code step} (from 0) of {@code round}. */
    public long consumedAfterStep(long round, int step) {
        Segment segment = ofRound(round);
        long window = windowLength(segment);
        long left = Math.min(sequences - consumed(round), length(segment));
        long each = Math.min((step + 1L) * plan.batch(), window);
        // The last round gives some workers a whole window, one perhaps a part of one, and the others none.
        return consumed(round) + left / window * each + Math.min(left % window, each);
    }

    /** How many local steps there are; in a last round that is short, those of the worker with the longest window. */
    public long stepCount() {
        long last = count() - 1;
        return firstStep(last) + ceiling(window(last, 0).sequences(), plan.batch());
    }

    /** The tokens that all workers have consumed after a step. */
    public Tokens consumedAfter(long step) {
        Segment segment = last(Segment::step, step);
        long round = segment.round + (step - segment.step) / segment.steps;
        return tokens(consumedAfterStep(round, (int) (step - firstStep(round))));
    }

    /** The tokens of the whole stage. */
    public Tokens total() {
        return tokens(sequences);
    }

    private List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        Segment next = new Segment(0, 0, 0, 0);
        for (Stretch stretch : plan.stepsPerRound()) {
            long end = Math.min(ceiling(stretch.until().in(total()).count(), context), sequences);
            Segment segment = new Segment(next.round, next.position, next.step, stretch.steps());
            long rounds = ceiling(end - segment.position, length(segment));
            if (rounds > 0) {
                segments.add(segment);
                next = new Segment(
                        segment.round + rounds,
                        segment.position + rounds * length(segment),
                        segment.step + rounds * segment.steps,
                        0);
            }
        }
        return segments;
    }

    private Segment ofRound(long round) {
        return last(Segment::round, round);
    }

    /** The last segment that begins at or before {@code value}. */
    private Segment last(ToLongFunction<Segment> begin, long value) {
        List<Segment> segments = segments();
        int at = segments.size() - 1;
        while (at > 0 && begin.applyAsLong(segments.get(at)) > value) {
            at--;
        }
        return segments.get(at);
    }

    private long windowLength(Segment segment) {
        return (long) segment.steps * plan.batch();
    }

    /** K*m*b. */
    private long length(Segment segment) {
        return Math.multiplyExact(plan.workers(), windowLength(segment));
    }

    private Tokens tokens(long count) {
        return new Tokens(Math.multiplyExact(count, (long) context));
    }

    private static long ceiling(long count, long size) {
        return Math.max(0, (count + size - 1) / size);
    }
}
