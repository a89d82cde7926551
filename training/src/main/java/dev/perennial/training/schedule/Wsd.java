package dev.perennial.training.schedule;

import dev.perennial.conf.Default;
import dev.perennial.conf.Length;
import dev.perennial.conf.Tokens;
import java.util.List;

/**
 * Warm-up, stable, decay: the peak is kept after the warm-up, until the last phase anneals it to the floor.
 *
 * <p>A decay of no tokens ends the stage at the peak, from where another stage can go on (Hu et al. 2024, section 4; the default curve
 * after Haegele et al. 2024).
 */
public record Wsd(
        double peak,
        double floor,
        @Default("1 %") Length warmUp,
        @Default("10 %") Length decay,
        @Default("one-minus-sqrt") Transition decayCurve)
        implements LearningRateSchedule {
    public Wsd {
        Rates.requireOrder("floor", floor, "peak", peak);
        decayCurve.requireReach("floor", floor);
    }

    @Override
    public List<Segment> segments(Tokens stage) {
        return Segments.warmUp(stage, warmUp, peak).stay(decay.in(stage)).fall(Phase.ANNEAL, floor, decayCurve);
    }

    @Override
    public void check(Tokens stage) {
        Segments.requireFit(stage, "warm-up and decay", warmUp, decay);
    }
}
