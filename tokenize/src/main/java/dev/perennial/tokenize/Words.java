package dev.perennial.tokenize;

import com.ibm.icu.text.UnicodeSet;
import java.util.Arrays;

/**
 * The words of a text, as people count them: maximal runs of letters, marks and numbers (Unicode 16). All else, white space,
 * punctuation and signs, parts words and belongs to none.
 *
 * <p>So {@code don't} is two words, {@code getId2} one. It depends on no tokenizer, which is why tokens a word compare them.
 */
public final class Words {
    private static final boolean[] IN_WORDS = table("[[:L:][:M:][:N:]]");
    private static final boolean[] SPELLING = table("[[:L:][:M:]]");

    private Words() {}

    /** What is done with the word at {@code text[from, to)}. */
    public interface Visitor {
        void word(int from, int to);
    }

    /** Visits the words of valid UTF-8, in order. */
    public static void each(byte[] text, Visitor visitor) {
        int position = 0;
        while (position < text.length) {
            int end = endOfRun(text, position, text.length, IN_WORDS);
            if (end > position) {
                visitor.word(position, end);
            }
            position = end == text.length ? end : end + Utf8.length(text[end]);
        }
    }

    /** Whether a word is of letters and marks alone: a number or a key is not spelt, and how it splits says little. */
    public static boolean isSpelt(byte[] text, int from, int to) {
        return endOfRun(text, from, to, SPELLING) == to;
    }

    private static int endOfRun(byte[] text, int from, int to, boolean[] table) {
        int end = from;
        while (end < to && table[Utf8.codePointAt(text, end)]) {
            end += Utf8.length(text[end]);
        }
        return end;
    }

    private static boolean[] table(String pattern) {
        boolean[] table = new boolean[Character.MAX_CODE_POINT + 1];
        for (UnicodeSet.EntryRange range : new UnicodeSet(pattern).ranges()) {
            Arrays.fill(table, range.codepoint, range.codepointEnd + 1, true);
        }
        return table;
    }
}
