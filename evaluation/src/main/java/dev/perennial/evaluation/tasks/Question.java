package dev.perennial.evaluation.tasks;

import java.io.Serializable;
import java.util.List;

/** What a model is asked, whole: no file and no other row is needed to score it. */
public sealed interface Question extends Serializable {
    /** {@code file:line} of its row. */
    String place();

    /** Which of its task's subjects it is of; empty without any. */
    default String subject() {
        return "";
    }

    /** All that decides its score, for a fingerprint. */
    Object asked();

    /** Which of several continuations is the right one. */
    record Choice(String place, String subject, List<Request> requests, List<String> choices, int gold)
            implements Question {
        /** The lists are copied: a view of another cannot be sent. */
        public Choice {
            requests = List.copyOf(requests);
            choices = List.copyOf(choices);
        }

        @Override
        public Object asked() {
            return List.of(subject, requests, choices, gold);
        }
    }

    /** Whether a model would say the very continuation. */
    record Cloze(String place, Request request) implements Question {
        @Override
        public Object asked() {
            return request;
        }
    }

    /**
     * How likely a whole text is.
     *
     * @param words of the text as it was published
     * @param bytes of the text as it was published, in UTF-8
     */
    record Passage(String place, String text, long words, long bytes) implements Question {
        @Override
        public Object asked() {
            return List.of(text, words, bytes);
        }
    }
}
