package dev.perennial.tokenize.overlap;

import java.util.Locale;
import java.util.Map;

/**
 * How much of one corpus's validation documents occurs in the training documents of a corpus, the same or another: a loss on
 * what was seen in training is no loss on what is new.
 *
 * @param validation the corpus whose validation documents are looked up
 * @param training the corpus whose training documents they are looked up in
 * @param nGram tokens of a window
 * @param oneIn 1 where all n-grams were looked at, else the sample was one in so many by hash
 * @param domains the same counts over the validation documents of each domain
 */
public record Overlap(
        String validation,
        String training,
        int nGram,
        long oneIn,
        OverlapCounts total,
        Map<String, OverlapCounts> domains) {

    /** Whether a corpus was held against itself, which is what a loss on it rests on. */
    public boolean withinOneCorpus() {
        return validation.equals(training);
    }

    /** For people, the first part of a line that may go on. */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "%.2f %% of %,d validation %d-grams%s occur in %s; of %,d documents %,d share any, %,d at least half, %,d more"
                        + " than 80 %%",
                100 * total.seenShare(),
                total.examined(),
                nGram,
                oneIn == 1 ? "" : String.format(Locale.ROOT, " (a sample of one in %,d)", oneIn),
                withinOneCorpus() ? "its training documents" : "those of " + training,
                total.measured(),
                total.someSeen(),
                total.halfSeen(),
                total.mostSeen());
    }
}
