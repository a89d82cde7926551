package dev.perennial.training.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.perennial.conf.Names;

/** What the learning rate is doing: a checkpoint in {@link #CONSTANT} can be continued without re-warming, a cooled one cannot. */
public enum Phase {
    /** Rising to the peak. */
    WARM_UP,
    /** Falling from the peak to the constant rate of an infinite schedule. */
    COOLDOWN,
    /** Staying, for as long as there is something to learn. */
    CONSTANT,
    /** Falling from a constant rate to the floor, to finish a model. */
    ANNEAL,
    /** Falling from the peak to the floor, over all that the warm-up left. */
    DECAY;

    /** In kebab case, as states and listings have it. */
    @JsonValue
    @Override
    public String toString() {
        return Names.kebab(this);
    }
}
