package dev.perennial.evaluation;

import java.util.Optional;

/**
 * How the loss on sequences that an earlier stage was trained on changed, which a loss on validation documents does not show: whether
 * replay protects only what is replayed.
 *
 * @param run the stage whose checkpoint is held against its parent's
 * @param earlier the stage whose stream the sequences are of
 * @param sequences that were looked at, evenly spaced over all of their kind
 * @param difference new minus parent, in nats a token
 * @param interval of the difference with 95 % confidence, over sequences; none of too few
 */
public record Exposure(
        String run, String earlier, Kind kind, long sequences, double difference, Optional<Interval> interval) {

    /** What the run itself saw of them. */
    public enum Kind {
        /** The run saw them again. */
        REPLAYED,
        /** Only the earlier stage saw them. */
        SEEN_BEFORE
    }
}
