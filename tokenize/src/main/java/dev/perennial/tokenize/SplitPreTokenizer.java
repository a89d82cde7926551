package dev.perennial.tokenize;

/**
 * Llama 3's and Qwen2's words: contractions in either case, a letter run with one character before it, numbers of at
 * most {@code longestNumber} digits, punctuation with the newlines after it, and spaces up to the last newline.
 *
 * @param longestNumber digits in one word: 3 for Llama 3, 1 for Qwen2
 */
record SplitPreTokenizer(int longestNumber) implements PreTokenizer {
    static final String LLAMA_3 = regex("\\p{N}{1,3}");
    static final String QWEN_2 = regex("\\p{N}");

    private static String regex(String number) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + number
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    @Override
    public int endOfWord(byte[] text, int position, int to) {
        byte first = text[position];
        if (first == '\'') {
            int end = endOfContraction(text, position, to);
            if (end > position) {
                return end;
            }
        }
        byte characterClass = CharacterClasses.at(text, position);
        if (characterClass == CharacterClasses.LETTER) {
            return CharacterClasses.endOfRun(text, position, to, CharacterClasses.LETTER);
        }
        if (characterClass == CharacterClasses.NUMBER) {
            return endOfNumber(text, position, to);
        }
        int second = position + Utf8.length(first);
        byte next = second < to ? CharacterClasses.at(text, second) : CharacterClasses.SPACE;
        if (next == CharacterClasses.LETTER && !isNewline(first)) {
            return CharacterClasses.endOfRun(text, second, to, CharacterClasses.LETTER);
        }
        if (characterClass == CharacterClasses.OTHER || first == ' ' && next == CharacterClasses.OTHER) {
            return endOfNewlines(text, CharacterClasses.endOfRun(text, second, to, CharacterClasses.OTHER), to);
        }
        return endOfSpaces(text, position, to);
    }

    private int endOfNumber(byte[] text, int position, int to) {
        int end = position;
        for (int digits = 0; digits < longestNumber && end < to; digits++) {
            if (CharacterClasses.at(text, end) != CharacterClasses.NUMBER) {
                break;
            }
            end += Utf8.length(text[end]);
        }
        return end;
    }

    private static int endOfNewlines(byte[] text, int position, int to) {
        int end = position;
        while (end < to && isNewline(text[end])) {
            end++;
        }
        return end;
    }

    private static int endOfSpaces(byte[] text, int position, int to) {
        int afterNewline = CharacterClasses.endOfRun(text, position, to, CharacterClasses.SPACE);
        while (afterNewline > position && !isNewline(text[afterNewline - 1])) {
            afterNewline--;
        }
        return afterNewline > position ? afterNewline : CharacterClasses.endOfSpaces(text, position, to);
    }

    private static boolean isNewline(byte unit) {
        return unit == '\n' || unit == '\r';
    }

    private static int endOfContraction(byte[] text, int apostrophe, int to) {
        int second = apostrophe + 1 < to ? lowerCase(text[apostrophe + 1]) : 0;
        int third = apostrophe + 2 < to ? lowerCase(text[apostrophe + 2]) : 0;
        if (second == 's' || second == 't' || second == 'm' || second == 'd') {
            return apostrophe + 2;
        }
        boolean three = second == 'r' && third == 'e' || second == 'v' && third == 'e' || second == 'l' && third == 'l';
        // U+017F, the long s, folds to s; it is the only character outside ASCII that matches here.
        boolean longS = apostrophe + 2 < to
                && Utf8.length(text[apostrophe + 1]) == 2
                && Utf8.codePointAt(text, apostrophe + 1) == 0x17F;
        return three || longS ? apostrophe + 3 : apostrophe;
    }

    private static int lowerCase(byte unit) {
        return unit >= 'A' && unit <= 'Z' ? unit + ('a' - 'A') : unit;
    }
}
