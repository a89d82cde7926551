package dev.perennial.conf;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A length within a stage: so many tokens, or a share of the stage. Boundaries are derived, and printed by the plan. */
public sealed interface Length extends java.io.Serializable {
    /** The length in tokens, in a stage of {@code stage} tokens; a share is rounded down. */
    Tokens in(Tokens stage);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Length parse(String text) {
        return text.contains("%") || text.contains("/")
                ? new OfStage(Share.parse(text))
                : new Absolute(Tokens.parse(text));
    }

    /** A share of the stage, such as {@code 1 %}. */
    record OfStage(Share share) implements Length {
        @Override
        public Tokens in(Tokens stage) {
            return new Tokens(share.of(stage.count()));
        }

        /** Exact, as a fingerprint needs it; a percentage would be rounded. */
        @JsonValue
        public String exactly() {
            return share.toString();
        }

        @Override
        public String toString() {
            return share.percent();
        }
    }

    /** A number of tokens, such as {@code 20k}. */
    record Absolute(Tokens tokens) implements Length {
        @Override
        public Tokens in(Tokens stage) {
            return tokens;
        }

        @JsonValue
        @Override
        public String toString() {
            return Long.toString(tokens.count());
        }
    }
}
