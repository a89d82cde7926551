package dev.perennial.evaluation.report;

import dev.perennial.tokenize.shard.Split;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a corpus's rows when it was made.
 *
 * @param duplicates equal texts that were dropped
 * @param rejected rows that are no documents, by code
 */
public record CorpusRow(
        String corpus,
        long trainDocuments,
        long validationDocuments,
        long tokens,
        long duplicates,
        Map<String, Long> rejected) {
    private static final String REJECTED = "rejected ";

    public CorpusRow {
        rejected = new TreeMap<>(rejected);
    }

    /** From the counts of a corpus's manifest. */
    public static CorpusRow of(String corpus, Map<String, Long> counts) {
        Map<String, Long> rejected = new TreeMap<>();
        counts.forEach((name, count) -> {
            if (name.startsWith(REJECTED)) {
                rejected.put(name.substring(REJECTED.length()), count);
            }
        });
        return new CorpusRow(
                corpus,
                counts.get(Split.TRAIN.folder() + " documents"),
                counts.get(Split.VALIDATION.folder() + " documents"),
                counts.get(Split.TRAIN.folder() + " tokens") + counts.get(Split.VALIDATION.folder() + " tokens"),
                counts.get("duplicates"),
                rejected);
    }
}
