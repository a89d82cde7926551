package dev.perennial.training.model;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.perennial.conf.Names;

/** How far back a token sees. Rotary positions count from the start of the sequence in both cases. */
public enum AttentionSpan {
    /** All earlier tokens of its sequence, other documents' too: as GPT-NeoX and the paper train. */
    CAUSAL,
    /** Earlier tokens of its own document only. */
    DOCUMENT;

    /** In kebab case, as configurations have it. */
    @JsonValue
    @Override
    public String toString() {
        return Names.kebab(this);
    }
}
