package dev.perennial.tokenize;

/**
 * The tokens that a word becomes if it is spelt like them, found at once: with {@code ignore_merges} all that are in the
 * vocabulary, else those that merges lead to, which spares a word that is new to an encoder its merging.
 */
final class WholeWords {
    // Numbers are ids and one more, because none may be zero.
    private final PackedWords shortWords = new PackedWords();
    private final ByteSequences longWords = new ByteSequences();
    private final IdBuffer longIds = new IdBuffer();

    private WholeWords() {}

    static WholeWords all(Vocabulary vocabulary) {
        WholeWords whole = new WholeWords();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isWord(id)) {
                whole.add(vocabulary.bytesOf(id), id);
            }
        }
        return whole;
    }

    static WholeWords reachedByMerges(Vocabulary vocabulary, MergeTable merges) {
        WholeWords whole = new WholeWords();
        ShortWordMerger merger = new ShortWordMerger(merges, vocabulary);
        IdBuffer merged = new IdBuffer();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isWord(id) && vocabulary.bytesOf(id).length <= ShortWordMerger.LONGEST) {
                byte[] word = vocabulary.bytesOf(id);
                merged.clear();
                merger.merge(word, 0, word.length, merged);
                if (merged.size() == 1 && merged.array()[0] == id) {
                    whole.add(word, id);
                }
            }
        }
        return whole;
    }

    /** Of tokens that are spelt alike the first stays. */
    private void add(byte[] word, int id) {
        int length = word.length;
        if (length > PackedWord.LONGEST) {
            if (longWords.add(word, 0, length) == longIds.size()) {
                longIds.add(id);
            }
            return;
        }
        long low = PackedWord.low(word, 0, length);
        long high = PackedWord.high(word, 0, length);
        if (length > 0 && shortWords.find(low, high) == PackedWords.NOTHING) {
            shortWords.put(low, high, id + 1L);
        }
    }

    /** The id of this {@link PackedWord}, or {@link Vocabulary#NONE} where it must be merged. */
    int idOf(long low, long high) {
        long number = shortWords.find(low, high);
        return number == PackedWords.NOTHING ? Vocabulary.NONE : (int) (number - 1);
    }

    /** The id of a word that is longer than a {@link PackedWord}, or {@link Vocabulary#NONE} where it must be merged. */
    int idOfLong(byte[] text, int from, int to) {
        int number = longWords.find(text, from, to);
        return number < 0 ? Vocabulary.NONE : longIds.array()[number];
    }
}
