package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.Rounds;
import dev.perennial.training.schedule.LearningRateSchedule;
import dev.perennial.training.schedule.Phase;
import dev.perennial.training.schedule.Segment;
import java.util.Locale;

/**
 * Where one stage leaves another: after the first round that reaches the tokens asked for, since only there all workers agree.
 *
 * @param stage that is left
 * @param round rounds that are over then
 * @param position sequences that are consumed then
 * @param tokens the same in tokens
 */
record BranchPoint(String stage, long round, long position, Tokens tokens) {

    static BranchPoint of(String name, Stage stage, Tokens at, RoundPlan plan, int context) {
        Rounds rounds = new Rounds(plan, stage.tokens().sequences(context).count(), context);
        Tokens all = rounds.total();
        if (at.count() == 0 || at.compareTo(all) >= 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot branch off '" + name + "': the point is not within the stage, got " + at
                            + " tokens, expected above 0 and below " + all
                            + ". Without one a stage is continued from its end.");
        }
        long round = rounds.reaching((at.count() + context - 1) / context);
        long position = rounds.consumed(round);
        BranchPoint point = new BranchPoint(name, round, position, new Tokens(position * context));
        point.requireConstant(stage.schedule(), all);
        return point;
    }

    /** Anywhere else the rate is under way to another one, or brought down already. */
    private void requireConstant(LearningRateSchedule schedule, Tokens all) {
        schedule.check(all);
        Phase phase = schedule.phase(tokens, all);
        if (phase == Phase.CONSTANT || schedule.phase(new Tokens(tokens.count() + 1), all) == Phase.CONSTANT) {
            return;
        }
        String constant = schedule.segments(all).stream()
                .filter(segment -> segment.phase() == Phase.CONSTANT)
                .findFirst()
                .map(BranchPoint::between)
                .orElse("it has no constant phase. Continue it from its end with a warm-up");
        throw new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot branch off '" + stage + "' after " + tokens + " tokens: its learning rate is in the phase "
                        + phase + " there, expected constant: " + constant + ".");
    }

    private static String between(Segment constant) {
        return "which is from token " + constant.from() + " to " + constant.to();
    }

    /** What the checkpoint there is called. */
    String name() {
        return stage + "-at-" + tokens.count();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "'%s' after %s tokens, round %d", stage, tokens, round);
    }
}
