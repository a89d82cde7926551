package dev.perennial.training.schedule;

import dev.perennial.conf.Default;
import dev.perennial.conf.Length;
import dev.perennial.conf.Tokens;
import java.util.List;

/**
 * Linear warm-up to the peak, then a straight line down to the floor.
 *
 * <p>With t the tokens consumed, w the warm-up and T the stage: {@code peak*t/w} up to w, then
 * {@code peak + (floor-peak) * (t-w)/(T-w)}; the floor from T on.
 */
public record Linear(double peak, double floor, @Default("1 %") Length warmUp) implements LearningRateSchedule {
    public Linear {
        Rates.requireOrder("floor", floor, "peak", peak);
    }

    @Override
    public List<Segment> segments(Tokens stage) {
        return Segments.warmUp(stage, warmUp, peak).fall(Phase.DECAY, floor, Transition.LINEAR);
    }

    @Override
    public void check(Tokens stage) {
        Segments.requireShorter(stage, warmUp);
    }
}
