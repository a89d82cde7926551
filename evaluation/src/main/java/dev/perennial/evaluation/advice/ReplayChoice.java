package dev.perennial.evaluation.advice;

import dev.perennial.conf.Share;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The share that one would take of those that were tried: the smallest whose average of old and new loss is within {@link #MARGIN} of the
 * best average. On the paper's tables it is the paper's own choice: 5 % in a weak shift, 25 % in a strong one.
 *
 * @param below the next smaller share that was tried, and was not good enough
 * @param above the next larger one; without it, nothing is known of more replay
 */
public record ReplayChoice(Optional<Share> below, Outcome chosen, Optional<Share> above) {
    /** Relative. Half of it or twice as much gives other choices than the paper's. */
    static final double MARGIN = 0.01;

    /** None of fewer than two shares: there was nothing to choose from. */
    static Optional<ReplayChoice> of(List<Outcome> outcomes) {
        if (outcomes.size() < 2) {
            return Optional.empty();
        }
        List<Outcome> sorted = outcomes.stream()
                .sorted(Comparator.comparingDouble(outcome -> outcome.replay().approximately()))
                .toList();
        double best = sorted.stream().mapToDouble(Outcome::average).min().orElseThrow();
        int at = 0;
        while (sorted.get(at).average() > best * (1 + MARGIN)) {
            at++;
        }
        return Optional.of(new ReplayChoice(shareAt(sorted, at - 1), sorted.get(at), shareAt(sorted, at + 1)));
    }

    private static Optional<Share> shareAt(List<Outcome> sorted, int index) {
        return index < 0 || index >= sorted.size()
                ? Optional.empty()
                : Optional.of(sorted.get(index).replay());
    }
}
