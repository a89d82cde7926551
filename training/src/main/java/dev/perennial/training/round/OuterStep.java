package dev.perennial.training.round;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.perennial.conf.Choice;
import java.io.Serializable;

/** What becomes of the workers' average at the end of a round: the next round's start, or a gradient towards it. */
@Choice(key = "by")
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Average.class, name = "average"),
    @JsonSubTypes.Type(value = Nesterov.class, name = "nesterov")
})
public sealed interface OuterStep extends Serializable permits Average, Nesterov {}
