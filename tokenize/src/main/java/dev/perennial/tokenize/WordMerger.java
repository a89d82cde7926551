package dev.perennial.tokenize;

/**
 * Applies merges to one word, the smallest rank first and of equal ranks the leftmost, and writes the tokens that
 * remain.
 */
sealed interface WordMerger permits ShortWordMerger, LongWordMerger {
    void merge(byte[] text, int from, int to, IdBuffer ids);
}
