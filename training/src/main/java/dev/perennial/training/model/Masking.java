package dev.perennial.training.model;

import java.io.Serializable;

/**
 * What the model does not get to see in training: with both defaults, nothing but later tokens.
 *
 * @param attention how far back a token sees
 * @param dropout which values it loses at random
 */
public record Masking(AttentionSpan attention, Dropout dropout) implements Serializable {
    public static final Masking NONE = new Masking(AttentionSpan.CAUSAL, Dropout.NONE);

    public boolean isNone() {
        return equals(NONE);
    }
}
