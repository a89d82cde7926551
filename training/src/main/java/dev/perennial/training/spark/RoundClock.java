package dev.perennial.training.spark;

import dev.perennial.conf.Progress;
import dev.perennial.training.plan.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Notes when each round of a run was over, beside showing it. The first rounds are those of the JIT compiler, and are left out. */
final class RoundClock implements Progress {
    private static final double LEFT_OUT = 1 / 3.0;
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;

    /** A minute says no more than this of the hours after it. */
    private static final double AGAIN = 0.1;

    private final Progress shown;
    private final List<Long> moments = new ArrayList<>();
    private final long began = System.nanoTime();

    RoundClock(Progress shown) {
        this.shown = shown;
    }

    @Override
    public Task begin(String name, String unit, long total) {
        Task task = shown.begin(name, unit, total);
        return new Task() {
            @Override
            public void advanceTo(long done, String note) {
                moments.add(System.nanoTime());
                task.advanceTo(done, note);
            }

            @Override
            public void close() {
                task.close();
            }
        };
    }

    @Override
    public void say(String line) {
        shown.say(line);
    }

    /** Tokens a second of a task that goes through so many in a round, of which so many seconds are exchange. */
    Estimate rates(double tokensOfRound, double exchange) {
        double[] seconds = seconds();
        double median = tokensOfRound / (quantile(seconds, 0.5) - exchange);
        return new Estimate(
                Math.min(median * (1 - AGAIN), tokensOfRound / (quantile(seconds, HIGH) - exchange)),
                Math.max(median * (1 + AGAIN), tokensOfRound / Math.max(1e-9, quantile(seconds, LOW) - exchange)));
    }

    /** Seconds of a round, exchange included. */
    double median() {
        return quantile(seconds(), 0.5);
    }

    /** Seconds of a run that is over now, before its first round and after its last. */
    double outside() {
        double before = (moments.get(0) - began) / 1e9 - median();
        double after = (System.nanoTime() - moments.get(moments.size() - 1)) / 1e9;
        return Math.max(0, before) + after;
    }

    private double[] seconds() {
        double[] all = new double[moments.size() - 1];
        Arrays.setAll(all, round -> (moments.get(round + 1) - moments.get(round)) / 1e9);
        double[] settled = Arrays.copyOfRange(all, (int) (all.length * LEFT_OUT), all.length);
        Arrays.sort(settled);
        return settled;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
