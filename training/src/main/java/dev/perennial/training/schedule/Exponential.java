package dev.perennial.training.schedule;

import dev.perennial.conf.Default;
import dev.perennial.conf.Length;
import dev.perennial.conf.Tokens;
import java.util.List;

/**
 * Linear warm-up to the peak, then the same factor for every token down to the floor, which is above 0.
 *
 * <p>With t the tokens consumed, w the warm-up and T the stage: {@code peak*t/w} up to w, then
 * {@code peak * (floor/peak)^((t-w)/(T-w))}; the floor from T on.
 */
public record Exponential(double peak, double floor, @Default("1 %") Length warmUp) implements LearningRateSchedule {
    public Exponential {
        Rates.requireOrder("floor", floor, "peak", peak);
        Transition.EXPONENTIAL.requireReach("floor", floor);
    }

    @Override
    public List<Segment> segments(Tokens stage) {
        return Segments.warmUp(stage, warmUp, peak).fall(Phase.DECAY, floor, Transition.EXPONENTIAL);
    }

    @Override
    public void check(Tokens stage) {
        Segments.requireShorter(stage, warmUp);
    }
}
