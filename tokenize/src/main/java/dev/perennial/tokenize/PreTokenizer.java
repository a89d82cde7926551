package dev.perennial.tokenize;

/**
 * Cuts text into the words within which merges take place; every byte belongs to one word.
 *
 * <p>Each case is a hand-written scanner for one regular expression that published tokenizers use, ten times faster
 * than a regex engine.
 */
sealed interface PreTokenizer permits ByteLevelPreTokenizer, SplitPreTokenizer {
    /**
     * Where the word ends that begins at {@code position}; the text is valid UTF-8, and nothing from {@code to} on is
     * looked at.
     */
    int endOfWord(byte[] text, int position, int to);
}
