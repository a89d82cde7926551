package dev.perennial.training.schedule;

import dev.perennial.conf.Tokens;
import java.util.List;

/** One rate throughout, such as the minimal rate of the stage before: the baseline that is never re-warmed. */
public record Constant(double rate) implements LearningRateSchedule {
    public Constant {
        Rates.require("rate", rate);
    }

    @Override
    public List<Segment> segments(Tokens stage) {
        return Segments.constant(stage, rate).stay();
    }

    @Override
    public void check(Tokens stage) {}
}
