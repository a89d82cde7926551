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
            int length = lengthOfContraction(text, position, to);
            if (length > 0) {
                return position + length;
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

    /** The bytes of {@code 's} and the like at an apostrophe, or 0 where there is none such. */
    static int lengthOfContraction(byte[] text, int apostrophe, int to) {
        byte second = apostrophe + 1 < to ? text[apostrophe + 1] : 0;
        byte third = apostrophe + 2 < to ? text[apostrophe + 2] : 0;
        if (second == 's' || second == 't' || second == 'm' || second == 'd') {
            return 2;
        }
        boolean three = second == 'r' && third == 'e' || second == 'v' && third == 'e' || second == 'l' && third == 'l';
        return three ? 3 : 0;
    }

    @Override
    public int endsOfWords(byte[] text, int from, int to, int[] ends) {
        WordStarts starts = new WordStarts();
        int words = 0;
        int position = from;
        while (position < to && words <= ends.length - WordStarts.BLOCK) {
            long bits = position + WordStarts.BLOCK <= text.length ? starts.of(text, position, to) : 0;
            if (bits == 0) {
                position = endOfWord(text, position, to);
                ends[words++] = position;
            } else {
                int block = position;
                for (; bits != 0; bits &= bits - 1) {
                    position = block + Long.numberOfTrailingZeros(bits);
                    ends[words++] = position;
                }
            }
        }
        return words;
    }
}
