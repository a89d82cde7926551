package dev.perennial.training.schedule;

import dev.perennial.conf.Tokens;

/** One rate throughout, such as the minimal rate of the stage before: the baseline that is never re-warmed. */
public record Constant(double rate) implements LearningRateSchedule {
    public Constant {
        LearningRateSchedule.requireRate("rate", rate);
    }

    @Override
    public double at(Tokens consumed, Tokens stage) {
        return rate;
    }

    @Override
    public void check(Tokens stage) {}

    @Override
    public String describe(Tokens stage) {
        return "constant rate " + rate;
    }
}
