package dev.perennial.evaluation.advice;

import dev.perennial.conf.Share;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shares over the strength of a shift, as known shifts have them: the one to take, and the least and most that they leave open. */
record Placement(MonotoneCurve shares, MonotoneCurve lows, MonotoneCurve highs) {
    /** No replay has no place on a logarithmic scale: the least that the paper tried stands for it. */
    private static final double LEAST = 0.005;

    static Placement among(List<KnownShift> shifts) {
        return new Placement(
                curve(shifts, choice -> Optional.of(choice.chosen().replay())),
                // That no replay was not enough says nothing of how little would be.
                curve(shifts, choice -> choice.below().filter(share -> !share.isNone())),
                curve(shifts, ReplayChoice::above));
    }

    private static MonotoneCurve curve(List<KnownShift> shifts, Function<ReplayChoice, Optional<Share>> share) {
        return MonotoneCurve.through(shifts.stream()
                .flatMap(shift -> shift.choice().flatMap(share).stream()
                        .map(found ->
                                new MonotoneCurve.Point(shift.lossRatio(), Math.max(LEAST, found.approximately()))))
                .toList());
    }

    double share(double ratio) {
        return shares.at(ratio);
    }

    /** Curves of different points may cross, so each is held to its side. */
    double low(double ratio) {
        return Math.min(lows.at(ratio), share(ratio));
    }

    double high(double ratio) {
        return Math.max(highs.at(ratio), share(ratio));
    }

    /**
     * The loss ratio that a divergence of token distributions speaks for: that of the quickstart's shifts, straight between and beyond
     * them. No other shift's divergence is known.
     */
    double ratioAt(double divergence) {
        double weak = PublishedShifts.QUICKSTART_WEAK_DIVERGENCE;
        double weakRatio = PublishedShifts.QUICKSTART_WEAK.lossRatio();
        double strongRatio = PublishedShifts.QUICKSTART_STRONG.lossRatio();
        return divergence <= weak
                ? 1 + (weakRatio - 1) * divergence / weak
                : weakRatio
                        + (strongRatio - weakRatio)
                                * (divergence - weak)
                                / (PublishedShifts.QUICKSTART_STRONG_DIVERGENCE - weak);
    }
}
