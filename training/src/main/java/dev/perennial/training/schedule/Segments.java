package dev.perennial.training.schedule;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import java.util.ArrayList;
import java.util.List;

/** Puts phases one after another: each begins at the token and at the rate where the one before ended, so no joint can jump. */
final class Segments {
    private final Tokens stage;
    private final List<Segment> segments = new ArrayList<>();
    private long over;
    private double rate;

    private Segments(Tokens stage, double rate) {
        this.stage = stage;
        this.rate = rate;
    }

    /** Begins with a linear warm-up from 0 to the peak; without one, at the peak. */
    static Segments warmUp(Tokens stage, Length length, double peak) {
        return new Segments(stage, 0).then(Phase.WARM_UP, length.in(stage), peak, Transition.LINEAR);
    }

    /** Begins with a constant rate. */
    static Segments constant(Tokens stage, double rate) {
        return new Segments(stage, rate);
    }

    /** Adds a phase of {@code length} tokens that ends at the rate {@code end}; one of no tokens is left out. */
    Segments then(Phase phase, Tokens length, double end, Transition transition) {
        if (length.count() > 0) {
            long to = Math.addExact(over, length.count());
            segments.add(new Segment(phase, new Tokens(over), new Tokens(to), rate, end, transition));
            over = to;
        }
        rate = end;
        return this;
    }

    /** The rate stays until {@code last} tokens are left. */
    Segments stay(Tokens last) {
        return then(Phase.CONSTANT, new Tokens(stage.count() - over - last.count()), rate, Transition.LINEAR);
    }

    /** The last phase, over all that is left. */
    List<Segment> fall(Phase phase, double end, Transition transition) {
        return then(phase, new Tokens(stage.count() - over), end, transition).segments;
    }

    /** The rate stays to the end. */
    List<Segment> stay() {
        return stay(new Tokens(0)).segments;
    }

    /** Refuses phases that are longer than the stage together. */
    static void requireFit(Tokens stage, String names, Length... lengths) {
        long left = stage.count();
        for (Length length : lengths) {
            long tokens = length.in(stage).count();
            if (tokens > left) {
                throw new PerennialException(
                        ErrorCode.CONFIGURATION,
                        "Cannot fit the phases: " + names + " are longer than the stage, got " + join(stage, lengths)
                                + " tokens, expected at most " + stage + " together.");
            }
            left -= tokens;
        }
    }

    /** Refuses a warm-up that leaves nothing to fall over. */
    static void requireShorter(Tokens stage, Length warmUp) {
        if (warmUp.in(stage).count() >= stage.count()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot warm up: the warm-up is not shorter than the stage, got " + warmUp.in(stage)
                            + " tokens, expected less than " + stage + ".");
        }
    }

    private static String join(Tokens stage, Length... lengths) {
        return String.join(
                " + ",
                java.util.Arrays.stream(lengths)
                        .map(length -> length.in(stage).toString())
                        .toList());
    }
}
