package dev.perennial.tokenize;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How often each word occurs in texts, words being what the ByteLevel pre-tokenizer makes: all that {@link
 * BpeTrainer} needs to know.
 *
 * <p>Counts of different texts add up in any order to the same result. Not for several threads at once.
 */
public final class WordCounts {
    private static final PreTokenizer PRE_TOKENIZER = new ByteLevelPreTokenizer();

    private final ByteSequences words = new ByteSequences();
    private long[] counts = new long[1 << 10];

    /** Counts the words of one text, given in UTF-8; malformed bytes count as U+FFFD. */
    public void count(byte[] utf8, int from, int to) {
        Objects.checkFromToIndex(from, to, utf8.length);
        if (Utf8.isValid(utf8, from, to)) {
            countValid(utf8, from, to);
        } else {
            byte[] mended = Utf8.mended(utf8, from, to);
            countValid(mended, 0, mended.length);
        }
    }

    /** Counts the words of one text. */
    public void count(String text) {
        byte[] utf8 = Utf8.of(text);
        countValid(utf8, 0, utf8.length);
    }

    private void countValid(byte[] text, int from, int to) {
        int position = from;
        while (position < to) {
            int end = PRE_TOKENIZER.endOfWord(text, position, to);
            add(text, position, end, 1);
            position = end;
        }
    }

    /** Adds occurrences of one word that was counted elsewhere. */
    public void add(byte[] word, long occurrences) {
        add(word, 0, word.length, occurrences);
    }

    /** Adds all that {@code other} has counted. */
    public void addAll(WordCounts other) {
        for (int number = 0; number < other.size(); number++) {
            add(other.words.get(number), other.counts[number]);
        }
    }

    private void add(byte[] text, int from, int to, long occurrences) {
        int number = words.add(text, from, to);
        if (number >= counts.length) {
            counts = Arrays.copyOf(counts, Growth.atLeast(number + 1, counts.length));
        }
        counts[number] = Math.addExact(counts[number], occurrences);
    }

    /** How many different words there are. */
    public int size() {
        return words.size();
    }

    /** The word of a number below {@link #size}; words are numbered as they come. */
    public byte[] word(int number) {
        return words.get(number);
    }

    /** How often the word of this number occurs. */
    public long count(int number) {
        return counts[number];
    }

    int length(int number) {
        return words.length(number);
    }

    /**
     * The words in the order of their bytes, taken as unsigned: the same whatever the order in which they were
     * counted.
     */
    public Stream<WordCount> sorted() {
        return IntStream.range(0, size())
                .boxed()
                .sorted(words::compare)
                .map(number -> new WordCount(words.get(number), counts[number]));
    }
}
