package dev.perennial.tokenize;

/**
 * The tokens that a word becomes if it is spelt like them, found at once: with {@code ignore_merges} all that are in the
 * vocabulary, else those that merges lead to, which spares a word that is new to an encoder its merging.
 */
final class WholeWords {
    private final ByteSequences words = new ByteSequences();
    private final IdBuffer ids = new IdBuffer();

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

    private void add(byte[] word, int id) {
        if (words.add(word, 0, word.length) == ids.size()) {
            ids.add(id);
        }
    }

    /** The id of this word, or {@link Vocabulary#NONE} where it must be merged. */
    int idOf(byte[] text, int from, int to) {
        int number = words.find(text, from, to);
        return number < 0 ? Vocabulary.NONE : ids.array()[number];
    }
}
