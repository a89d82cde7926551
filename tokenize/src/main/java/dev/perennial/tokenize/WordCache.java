package dev.perennial.tokenize;

/**
 * Remembers the tokens of short words: 19 words in 20 of running text have been seen before.
 *
 * <p>When it is full it forgets everything, which costs less than to keep account of what is used.
 */
final class WordCache {
    private static final int MOST_WORDS = 1 << 18;
    private static final int MOST_TOKENS = 1 << 20;

    private final PackedWords words = new PackedWords();
    private IdBuffer tokens = new IdBuffer();

    /** What is remembered of a {@link PackedWord}, for {@link #appendTo}, or {@link PackedWords#NOTHING}. */
    long find(long low, long high) {
        return words.find(low, high);
    }

    void appendTo(IdBuffer ids, long found) {
        if (PackedIds.holds(found)) {
            ids.addPacked(found);
        } else {
            int start = (int) (found >>> Integer.SIZE);
            ids.addAll(tokens.array(), start, (int) found);
        }
    }

    /** Remembers that a new word's tokens are those of {@code ids} from {@code from} on. */
    void put(long low, long high, IdBuffer ids, int from) {
        int count = ids.size() - from;
        if (words.size() == MOST_WORDS || tokens.size() + count > MOST_TOKENS) {
            words.clear();
            tokens = new IdBuffer();
        }
        if (PackedIds.fit(ids.array(), from, count)) {
            words.put(low, high, PackedIds.of(ids.array(), from, count));
        } else {
            words.put(low, high, (long) tokens.size() << Integer.SIZE | count);
            tokens.addAll(ids.array(), from, count);
        }
    }
}
