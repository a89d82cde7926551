package dev.perennial.evaluation.tasks;

import java.util.Locale;

/** Text as Python's {@code str} takes it: the harness is written in Python, and its prompts depend on what counts as a space there. */
final class PythonText {
    private PythonText() {}

    static String strip(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start, Math.max(start, endWithoutSpaces(text)));
    }

    /** Where the spaces at the end begin. */
    static int endWithoutSpaces(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** The first character large, all others small. */
    static String capitalised(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return Character.toString(Character.toTitleCase(text.codePointAt(0)))
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /** How many parts there are between runs of spaces, empty ones at the ends included. */
    static long words(String text) {
        long words = 1;
        for (int i = 0; i < text.length(); i++) {
            if (isSpace(text.charAt(i)) && (i == 0 || !isSpace(text.charAt(i - 1)))) {
                words++;
            }
        }
        return words;
    }

    /** {@code str.isspace}; all such characters are of the basic plane. */
    static boolean isSpace(char character) {
        return character >= '\t' && character <= '\r'
                || character >= 0x1C && character <= 0x1F
                || character == 0x85
                || Character.isSpaceChar(character);
    }
}
