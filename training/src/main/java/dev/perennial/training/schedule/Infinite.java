package dev.perennial.training.schedule;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import java.util.List;

/**
 * The infinite schedule in its four phases: linear warm-up to the peak, cooldown to a constant rate, that rate, and an anneal to the
 * floor (Ibrahim et al. 2024, section 7; lengths as for 405M parameters).
 *
 * <p>The constant phase takes what the others leave. With {@code anneal = 0} the stage ends in it, and another can go on from there
 * without re-warming: {@code warm-up = 0, cooldown = 0}, which begins at the constant rate.
 */
public record Infinite(
        double peak,
        double constant,
        double floor,
        @Default("1 %") Length warmUp,
        @Default("60 %") Length cooldown,
        @Default("14 %") Length anneal,
        @Default("cosine") Transition cooldownCurve,
        @Default("exponential") Transition annealCurve)
        implements LearningRateSchedule {
    public Infinite {
        Rates.requireOrder("constant", constant, "peak", peak);
        Rates.requireOrder("floor", floor, "constant", constant);
        cooldownCurve.requireReach("constant", constant);
        annealCurve.requireReach("floor", floor);
    }

    @Override
    public List<Segment> segments(Tokens stage) {
        return Segments.warmUp(stage, warmUp, peak)
                .then(Phase.COOLDOWN, cooldown.in(stage), constant, cooldownCurve)
                .stay(anneal.in(stage))
                .fall(Phase.ANNEAL, floor, annealCurve);
    }

    @Override
    public void check(Tokens stage) {
        Segments.requireFit(stage, "warm-up, cooldown and anneal", warmUp, cooldown, anneal);
        boolean warms = warmUp.in(stage).count() > 0;
        if (warms && cooldown.in(stage).count() == 0 && peak != constant) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot go without a cooldown: the rate would jump from the peak to the constant, got " + peak
                            + " and " + constant
                            + ", expected equal rates. Give it a length, or set warm-up = 0 as well.");
        }
    }
}
