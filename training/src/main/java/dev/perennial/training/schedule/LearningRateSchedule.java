package dev.perennial.training.schedule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.perennial.conf.Choice;
import dev.perennial.conf.Names;
import dev.perennial.conf.Tokens;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The learning rate as a function of the tokens consumed within a stage, and of nothing else.
 *
 * <p>A curve is a list of phases, each from the rate where the one before ended to a rate of its own. Rates at the ends of phases are
 * exact; from the end of the stage on, the rate is that of the last phase's end.
 */
@Choice(key = "curve")
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "curve")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = Cosine.class, name = "cosine"),
    @JsonSubTypes.Type(value = Infinite.class, name = "infinite"),
    @JsonSubTypes.Type(value = Wsd.class, name = "wsd"),
    @JsonSubTypes.Type(value = Linear.class, name = "linear"),
    @JsonSubTypes.Type(value = Exponential.class, name = "exponential")
})
public sealed interface LearningRateSchedule extends java.io.Serializable
        permits Constant, Cosine, Infinite, Wsd, Linear, Exponential {
    /** The phases in order, from token 0 to the end of a stage that passed {@link #check}. */
    List<Segment> segments(Tokens stage);

    /** Everything that does not fit a stage of this length; called by the plan. */
    void check(Tokens stage);

    /** The rate of the step that brings the tokens consumed to {@code consumed}, in a stage of {@code stage} tokens. */
    default double at(Tokens consumed, Tokens stage) {
        return segment(consumed, stage).at(consumed);
    }

    /** The phase of that step: of the last step, the phase that a checkpoint ends in. */
    default Phase phase(Tokens consumed, Tokens stage) {
        return segment(consumed, stage).phase();
    }

    /** The curve with its boundaries in tokens, for a plan. */
    default String describe(Tokens stage) {
        return segments(stage).stream()
                .map(Segment::describe)
                .collect(Collectors.joining(", ", Names.kebab(getClass().getSimpleName()) + ": ", ""));
    }

    private Segment segment(Tokens consumed, Tokens stage) {
        List<Segment> segments = segments(stage);
        return segments.stream()
                .filter(segment -> consumed.compareTo(segment.to()) <= 0)
                .findFirst()
                .orElseGet(() -> segments.get(segments.size() - 1));
    }
}
