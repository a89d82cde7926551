package dev.perennial.tokenize;

import com.ibm.icu.text.UnicodeSet;
import java.util.Arrays;

/**
 * Which of four classes a character is of, as far as pre-tokenizers care: white space, letter, number, or other.
 *
 * <p>The table is Unicode 16's, as in Hugging Face's regexes; {@link Character#getType} of Java 17 differs at 9,917
 * code points.
 */
final class CharacterClasses {
    static final byte SPACE = 0;
    static final byte LETTER = 1;
    static final byte NUMBER = 2;
    static final byte OTHER = 3;

    private static final byte[] CLASS_OF = table();

    private CharacterClasses() {}

    private static byte[] table() {
        byte[] table = new byte[Character.MAX_CODE_POINT + 1];
        Arrays.fill(table, OTHER);
        mark(table, "[:L:]", LETTER);
        mark(table, "[:N:]", NUMBER);
        mark(table, "[:White_Space:]", SPACE);
        return table;
    }

    private static void mark(byte[] table, String pattern, byte characterClass) {
        for (UnicodeSet.EntryRange range : new UnicodeSet(pattern).ranges()) {
            Arrays.fill(table, range.codepoint, range.codepointEnd + 1, characterClass);
        }
    }

    /** The class of the character that begins at {@code position} of valid UTF-8. */
    static byte at(byte[] text, int position) {
        byte lead = text[position];
        return CLASS_OF[lead >= 0 ? lead : Utf8.codePointAt(text, position)];
    }

    /** Where the characters of one class end that begin at {@code position}. */
    static int endOfRun(byte[] text, int position, int to, byte characterClass) {
        return characterClass == LETTER
                ? endOfLetters(text, position, to)
                : endOfOthers(text, position, to, characterClass);
    }

    /** Where letters end: most bytes of most corpora are of such runs, so eight are looked at together. */
    static int endOfLetters(byte[] text, int position, int to) {
        int end = position;
        while (end < to) {
            if (end + Long.BYTES <= to) {
                int letters = EightBytes.leadingLetters(EightBytes.at(text, end));
                end += letters;
                if (letters == Long.BYTES) {
                    continue;
                }
            }
            byte lead = text[end];
            if (CLASS_OF[lead >= 0 ? lead : Utf8.codePointAt(text, end)] != LETTER) {
                return end;
            }
            end += Utf8.length(lead);
        }
        return end;
    }

    private static int endOfOthers(byte[] text, int position, int to, byte characterClass) {
        int end = position;
        while (end < to) {
            byte lead = text[end];
            // ASCII apart: this loop sees every byte that is no letter.
            if (lead >= 0) {
                if (CLASS_OF[lead] != characterClass) {
                    return end;
                }
                end++;
            } else if (CLASS_OF[Utf8.codePointAt(text, end)] == characterClass) {
                end += Utf8.length(lead);
            } else {
                return end;
            }
        }
        return end;
    }

    /**
     * Where {@code \s+(?!\S)|\s+} ends: the last space before a word is left to that word, unless it is the only one.
     */
    static int endOfSpaces(byte[] text, int position, int to) {
        int end = endOfRun(text, position, to, SPACE);
        if (end == to) {
            return end;
        }
        int last = end - 1;
        while (Utf8.isContinuation(text[last])) {
            last--;
        }
        return last > position ? last : end;
    }
}
