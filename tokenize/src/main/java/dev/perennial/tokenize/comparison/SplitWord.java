package dev.perennial.tokenize.comparison;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A word and what a tokenizer makes of it.
 *
 * @param pieces the texts of its tokens with a middle dot between them; a part of a character shows as U+FFFD
 */
public record SplitWord(String word, int tokens, String pieces) implements Serializable {
    /** The most split first, then by spelling, so that the order never depends on who counted first. */
    static final Comparator<SplitWord> MOST_SPLIT_FIRST = Comparator.comparingInt(SplitWord::tokens)
            .reversed()
            .thenComparing(SplitWord::word)
            .thenComparing(SplitWord::pieces);
}
