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
    private final IdBuffer tokens = new IdBuffer();

    /** What is remembered of a {@link PackedWord}, for {@link #appendTo}, or {@link PackedWords#NOTHING}. */
    long find(long low, long high) {
        return words.find(low, high);
    }

    /** {@link #find} of {@code count} words at once, so that their waits for memory overlap. */
    void findAll(long[] lows, long[] highs, long[] found, int count) {
        words.findAll(lows, highs, found, count);
    }

    void appendTo(IdBuffer ids, long found) {
        if (PackedIds.holds(found)) {
            PackedIds.append(found, ids);
        } else {
            int start = (int) (found >>> Integer.SIZE);
            ids.addAll(tokens.array(), start, (int) found);
        }
    }

    /** Forgets everything if that many words more might not fit: what was found before it must not be appended after it. */
    void makeRoom(int more) {
        if (words.size() + more > MOST_WORDS || tokens.size() + more * PackedWord.LONGEST > MOST_TOKENS) {
            words.clear();
            tokens.clear();
        }
    }

    /** Remembers that a new word's tokens are those of {@code ids} from {@code from} on; there must be room. */
    void put(long low, long high, IdBuffer ids, int from) {
        int count = ids.size() - from;
        if (PackedIds.fit(ids.array(), from, count)) {
            words.put(low, high, PackedIds.of(ids.array(), from, count));
        } else {
            words.put(low, high, (long) tokens.size() << Integer.SIZE | count);
            tokens.addAll(ids.array(), from, count);
        }
    }
}
