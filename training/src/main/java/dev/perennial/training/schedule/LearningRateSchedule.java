package dev.perennial.training.schedule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.perennial.conf.Choice;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;

/** The learning rate as a function of the tokens consumed within a stage, and of nothing else. */
@Choice(key = "curve")
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "curve")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = Cosine.class, name = "cosine")
})
public sealed interface LearningRateSchedule extends java.io.Serializable permits Constant, Cosine {
    /** The rate of the step that brings the tokens consumed to {@code consumed}, in a stage of {@code stage} tokens. */
    double at(Tokens consumed, Tokens stage);

    /** Everything that does not fit a stage of this length; called by the plan. */
    void check(Tokens stage);

    /** The curve with its boundaries in tokens, for a plan. */
    String describe(Tokens stage);

    static double requireRate(String name, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot use a learning rate: " + name + " does not fit, got " + rate + ", expected 0 to below 1.");
        }
        return rate;
    }
}
