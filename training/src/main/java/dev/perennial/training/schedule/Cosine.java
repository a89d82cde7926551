package dev.perennial.training.schedule;

import dev.perennial.conf.Default;
import dev.perennial.conf.Length;
import dev.perennial.conf.Tokens;
import java.util.List;

/**
 * Linear warm-up to the peak, then half a cosine down to the floor. On a second stage it is re-warming and re-decaying.
 *
 * <p>With t the tokens consumed, w the warm-up and T the stage: {@code peak*t/w} up to w, then
 * {@code floor + (peak-floor)/2 * (1 + cos(pi*(t-w)/(T-w)))}; the floor from T on (Ibrahim et al. 2024, section 3.1).
 */
public record Cosine(double peak, double floor, @Default("1 %") Length warmUp) implements LearningRateSchedule {
    public Cosine {
        Rates.requireOrder("floor", floor, "peak", peak);
    }

    @Override
    public List<Segment> segments(Tokens stage) {
        return Segments.warmUp(stage, warmUp, peak).fall(Phase.DECAY, floor, Transition.COSINE);
    }

    @Override
    public void check(Tokens stage) {
        Segments.requireShorter(stage, warmUp);
    }
}
