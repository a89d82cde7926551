package dev.perennial.tokenize;

import java.nio.charset.StandardCharsets;

/** A token that stands in the text as it is spelt and is never made by merges. */
record AddedToken(int id, String content, Kind kind, Matching matching) {
    /** Whether the token is a control sign of the model or a piece of text. */
    enum Kind {
        SPECIAL,
        TEXT
    }

    /** Whether the token is looked for in the raw text or in the normalised text. */
    enum Matching {
        RAW,
        NORMALIZED
    }

    byte[] utf8() {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    boolean isFoundIn(SpecialTokensInText choice) {
        return switch (choice) {
            case AS_TEXT -> kind == Kind.TEXT;
            case AS_SPECIAL -> true;
        };
    }
}
