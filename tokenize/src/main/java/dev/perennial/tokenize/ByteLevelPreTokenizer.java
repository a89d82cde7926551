package dev.perennial.tokenize;

/**
 * GPT-2's and GPT-NeoX's words: {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}.
 *
 * <p>It is what {@code ByteLevel} means with {@code use_regex}.
 */
record ByteLevelPreTokenizer() implements PreTokenizer {
    @Override
    public int endOfWord(byte[] text, int position, int to) {
        byte first = text[position];
        int afterSpace = first == ' ' ? position + 1 : position;
        if (afterSpace + Long.BYTES <= to) {
            // Three words in four, by one branch.
            int letters = EightBytes.leadingLetters(EightBytes.at(text, afterSpace));
            if (letters > 0) {
                int end = afterSpace + letters;
                return letters < Long.BYTES && text[end] >= 0 ? end : CharacterClasses.endOfLetters(text, end, to);
            }
        }
        if (first == '\'') {
            int end = endOfContraction(text, position, to);
            if (end > position) {
                return end;
            }
        }
        if (first == ' ' && position + 1 < to) {
            byte next = CharacterClasses.at(text, position + 1);
            if (next != CharacterClasses.SPACE) {
                return CharacterClasses.endOfRun(text, position + 1, to, next);
            }
        }
        byte characterClass = CharacterClasses.at(text, position);
        return characterClass == CharacterClasses.SPACE
                ? CharacterClasses.endOfSpaces(text, position, to)
                : CharacterClasses.endOfRun(text, position, to, characterClass);
    }

    private static int endOfContraction(byte[] text, int apostrophe, int to) {
        byte second = apostrophe + 1 < to ? text[apostrophe + 1] : 0;
        byte third = apostrophe + 2 < to ? text[apostrophe + 2] : 0;
        if (second == 's' || second == 't' || second == 'm' || second == 'd') {
            return apostrophe + 2;
        }
        boolean three = second == 'r' && third == 'e' || second == 'v' && third == 'e' || second == 'l' && third == 'l';
        return three ? apostrophe + 3 : apostrophe;
    }
}
