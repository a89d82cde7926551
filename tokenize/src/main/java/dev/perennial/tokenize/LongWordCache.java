package dev.perennial.tokenize;

/**
 * Remembers the tokens of words that are too long for {@link WordCache}: one in thirty of German and of code, and each
 * costs fifty times as much to merge as to find.
 */
final class LongWordCache {
    static final int LONGEST = ShortWordMerger.LONGEST;

    private static final int MOST_WORDS = 1 << 15;

    private final int[] starts = new int[MOST_WORDS + 1];
    private ByteSequences words = new ByteSequences();
    private IdBuffer tokens = new IdBuffer();

    /** The number of a word, or -1 where it is not remembered. */
    int find(byte[] text, int from, int to) {
        return words.find(text, from, to);
    }

    void appendTo(IdBuffer ids, int number) {
        ids.addAll(tokens.array(), starts[number], starts[number + 1] - starts[number]);
    }

    /** Remembers that a new word's tokens are those of {@code ids} from {@code first} on. */
    void put(byte[] text, int from, int to, IdBuffer ids, int first) {
        if (words.size() == MOST_WORDS) {
            words = new ByteSequences();
            tokens = new IdBuffer();
        }
        int number = words.add(text, from, to);
        tokens.addAll(ids.array(), first, ids.size() - first);
        starts[number + 1] = tokens.size();
    }
}
