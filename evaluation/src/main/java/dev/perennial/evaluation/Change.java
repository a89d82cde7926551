package dev.perennial.evaluation;

import dev.perennial.conf.Seed;
import java.util.Locale;
import java.util.Optional;

/**
 * How the loss on a distribution changed from a checkpoint's parent to the checkpoint, document by document.
 *
 * @param difference new minus parent, in nats a token: above zero, something was forgotten
 * @param interval of the difference; none of too few documents
 */
public record Change(String parent, double difference, Optional<Interval> interval) {

    public static Change between(String parent, DocumentGroups before, DocumentGroups after, Seed seed) {
        DocumentGroups differences = after.minus(before);
        return new Change(parent, differences.mean(), differences.interval(seed));
    }

    /** Whether there is a difference at all, for people. */
    public String inWords() {
        return interval.map(bounds -> !bounds.excludesZero()
                        ? "no difference that can be told from zero"
                        : String.format(
                                Locale.ROOT,
                                "%s by %.3f to %.3f nats",
                                difference > 0 ? "worse" : "better",
                                Math.min(Math.abs(bounds.low()), Math.abs(bounds.high())),
                                Math.max(Math.abs(bounds.low()), Math.abs(bounds.high()))))
                .orElse("too few documents for an interval");
    }
}
