package dev.perennial.jobs.demo;

import java.util.ArrayList;
import java.util.List;

/** Makes documents of texts that are too short to be one. */
final class Grouping {
    private Grouping() {}

    /** Each {@code size} neighbours as one document, a line each; the last may be shorter. */
    static List<String> joined(List<String> texts, int size) {
        List<String> documents = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += size) {
            documents.add(String.join("\n", texts.subList(from, Math.min(texts.size(), from + size))));
        }
        return documents;
    }
}
