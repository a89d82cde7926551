package dev.perennial.tokenize;

/**
 * Cuts text into the words within which merges take place; every byte belongs to one word.
 *
 * <p>Each case is a hand-written scanner for one regular expression that published tokenizers use, ten times faster
 * than a regex engine.
 */
sealed interface PreTokenizer permits ByteLevelPreTokenizer, SplitPreTokenizer {
    int FEWEST_ENDS = 64;

    /**
     * Where the word ends that begins at {@code position}; the text is valid UTF-8, and nothing from {@code to} on is
     * looked at.
     */
    int endOfWord(byte[] text, int position, int to);

    /**
     * Where the first words end of a text that begins at {@code from}, of which there is at least a byte.
     *
     * @param ends room for the ends of {@value #FEWEST_ENDS} words or more
     * @return how many there are: as many as {@code ends} has room for, about, or all that the text has
     */
    default int endsOfWords(byte[] text, int from, int to, int[] ends) {
        int words = 0;
        for (int position = from; position < to && words < ends.length; words++) {
            position = endOfWord(text, position, to);
            ends[words] = position;
        }
        return words;
    }
}
