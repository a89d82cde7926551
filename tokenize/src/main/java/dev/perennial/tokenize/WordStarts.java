package dev.perennial.tokenize;

/**
 * Where GPT-2's words begin among 64 bytes, by bits instead of branches: bit <i>i</i> of a mask is about byte <i>i</i>.
 *
 * <p>Two in three words would mislead a branch predictor by their length or by what comes after them.
 */
final class WordStarts {
    /** How many bytes are looked at. */
    static final int BLOCK = Long.SIZE;

    // A contraction is three bytes, and the last space of several is known by the byte after it.
    private static final int BEYOND_KNOWN = BLOCK - 3;

    private long letters;
    private long numbers;
    private long spaces;
    private long blanks;
    private long apostrophes;
    private long beyondAscii;

    /**
     * The starts of words that can be told from these bytes alone, a word being known to begin at the first; the end of
     * the text counts as one.
     *
     * @param position so that {@value #BLOCK} bytes of the array follow
     * @param to where the text ends, valid UTF-8 until there
     * @return a mask without bit 0; no bits where the first word is too long or followed by something rare
     */
    long of(byte[] text, int position, int to) {
        classify(text, position);
        int end = Math.min(to - position, BEYOND_KNOWN);
        boolean ends = to - position <= BEYOND_KNOWN;
        long inText = (1L << end) - 1;
        long looked = ends ? inText : inText << 1 | 1;
        int known = (beyondAscii & looked) == 0 ? end : classifyBeyondAscii(text, position, looked, end);
        long others = ~(letters | numbers | spaces);
        long alike = letters & letters << 1 | numbers & numbers << 1 | others & others << 1;
        long afterBlank = blanks << 1;
        long afterSpace = spaces << 1;
        long beforeSpace = (ends ? spaces | ~inText : spaces) >>> 1;
        // The last of several spaces is left to the word after it, or is one of its own.
        long starts = ~(alike | spaces | afterBlank) | spaces & ~(afterSpace & beforeSpace);
        if (apostrophes != 0) {
            starts = withContractions(starts, text, position, end, to);
        }
        long told = starts & (1L << known) - 2;
        return ends && known == end ? told | 1L << end : told;
    }

    private void classify(byte[] text, int position) {
        // Locals: what is written to fields in a loop is written to memory.
        long letter = 0;
        long number = 0;
        long space = 0;
        long blank = 0;
        long apostrophe = 0;
        long beyond = 0;
        for (int i = 0; i < BLOCK; i += Long.BYTES) {
            long bytes = EightBytes.at(text, position + i);
            long spaceBar = EightBytes.equal(bytes, (byte) ' ');
            letter |= EightBytes.mask(EightBytes.letters(bytes)) << i;
            number |= EightBytes.mask(EightBytes.between(bytes, (byte) '0', (byte) '9')) << i;
            space |= EightBytes.mask(spaceBar | EightBytes.between(bytes, (byte) '\t', (byte) '\r')) << i;
            blank |= EightBytes.mask(spaceBar) << i;
            apostrophe |= EightBytes.mask(EightBytes.equal(bytes, (byte) '\'')) << i;
            beyond |= EightBytes.mask(EightBytes.beyondAscii(bytes)) << i;
        }
        letters = letter;
        numbers = number;
        spaces = space;
        blanks = blank;
        apostrophes = apostrophe;
        beyondAscii = beyond;
    }

    /** Puts characters of several bytes into their classes; where it is that starts cannot be told from on, at most {@code end}. */
    private int classifyBeyondAscii(byte[] text, int position, long looked, int end) {
        long left = beyondAscii & looked;
        while (left != 0) {
            int at = Long.numberOfTrailingZeros(left);
            int length = Utf8.length(text[position + at]);
            byte characterClass = CharacterClasses.at(text, position + at);
            if (at + length > end || characterClass == CharacterClasses.SPACE) {
                return Math.max(1, at - 1);
            }
            long bits = (1L << length) - 1 << at;
            if (characterClass == CharacterClasses.LETTER) {
                letters |= bits;
            } else if (characterClass == CharacterClasses.NUMBER) {
                numbers |= bits;
            }
            left &= ~bits;
        }
        return end;
    }

    private long withContractions(long starts, byte[] text, int position, int end, int to) {
        long changed = starts;
        long left = apostrophes & (1L << end) - 1;
        for (; left != 0; left &= left - 1) {
            int at = Long.numberOfTrailingZeros(left);
            if (at == 0 || (changed >>> at & 1) != 0) {
                int length = ByteLevelPreTokenizer.lengthOfContraction(text, position + at, to);
                if (length > 0) {
                    changed = changed & ~((1L << length) - 2 << at) | 1L << at + length;
                }
            }
        }
        return changed;
    }
}
