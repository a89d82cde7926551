package dev.perennial.tokenize.comparison;

import java.io.Serializable;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The words that fall into most tokens, each once, at most {@value #MOST}: the same ones in whatever order parts are merged. */
public record LongestSplits(List<SplitWord> words) implements Serializable {
    public static final int MOST = 10;

    public static final LongestSplits NONE = new LongestSplits(List.of());

    public LongestSplits {
        words = List.copyOf(words);
    }

    public LongestSplits plus(LongestSplits other) {
        return of(Stream.concat(words.stream(), other.words.stream()));
    }

    LongestSplits plus(SplitWord word) {
        return of(Stream.concat(words.stream(), Stream.of(word)));
    }

    /** Whether a word of so many tokens may be among them. */
    boolean mayTake(int tokens) {
        return words.size() < MOST || tokens >= words.get(words.size() - 1).tokens();
    }

    private static LongestSplits of(Stream<SplitWord> all) {
        TreeMap<String, SplitWord> distinct = new TreeMap<>();
        all.forEach(each -> distinct.merge(
                each.word(),
                each,
                (left, right) -> SplitWord.MOST_SPLIT_FIRST.compare(left, right) <= 0 ? left : right));
        return new LongestSplits(distinct.values().stream()
                .sorted(SplitWord.MOST_SPLIT_FIRST)
                .limit(MOST)
                .toList());
    }
}
