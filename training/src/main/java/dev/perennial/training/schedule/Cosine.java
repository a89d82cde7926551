package dev.perennial.training.schedule;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;

/**
 * Linear warm-up to the peak, then half a cosine down to the floor. On a second stage it is re-warming and re-decaying.
 *
 * <p>With t the tokens consumed, w the warm-up and T the stage: {@code peak*t/w} up to w, then
 * {@code floor + (peak-floor)/2 * (1 + cos(pi*(t-w)/(T-w)))}; the floor from T on (Ibrahim et al. 2024, section 3.1).
 */
public record Cosine(double peak, double floor, @Default("1 %") Length warmUp) implements LearningRateSchedule {
    public Cosine {
        LearningRateSchedule.requireRate("peak", peak);
        LearningRateSchedule.requireRate("floor", floor);
        if (floor > peak) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot use a cosine: the floor is above the peak, got " + floor + ", expected at most " + peak
                            + ".");
        }
    }

    @Override
    public double at(Tokens consumed, Tokens stage) {
        long warm = warmUp.in(stage).count();
        long now = consumed.count();
        if (now >= stage.count()) {
            return floor;
        }
        if (now < warm) {
            return peak * now / warm;
        }
        double done = (double) (now - warm) / (stage.count() - warm);
        return floor + (peak - floor) / 2 * (1 + StrictMath.cos(StrictMath.PI * done));
    }

    @Override
    public void check(Tokens stage) {
        if (warmUp.in(stage).count() >= stage.count()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot warm up: the warm-up is not shorter than the stage, got " + warmUp.in(stage)
                            + " tokens, expected less than " + stage + ".");
        }
    }

    @Override
    public String describe(Tokens stage) {
        return "warm-up to " + peak + " by token " + warmUp.in(stage) + ", cosine to " + floor + " at token " + stage;
    }
}
