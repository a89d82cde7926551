package dev.perennial.mixing;

import java.io.Serializable;

/** One long text that a part of a stream is taken from. */
public sealed interface Text extends Serializable {
    String corpus();

    /** The name of the part, as plans, streams and ledgers say it. */
    String name();

    /** All documents of a corpus, in its natural proportions. */
    record Whole(String corpus) implements Text {
        @Override
        public String name() {
            return corpus;
        }
    }

    /** The documents of one domain of a corpus, such as a {@code pile_set_name}. */
    record Domain(String corpus, String domain) implements Text {
        @Override
        public String name() {
            return corpus + ": " + domain;
        }
    }
}
