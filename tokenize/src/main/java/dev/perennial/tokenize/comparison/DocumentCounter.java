package dev.perennial.tokenize.comparison;

import dev.perennial.tokenize.Encoder;
import dev.perennial.tokenize.SpecialTokensInText;
import dev.perennial.tokenize.TokenKinds;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.Words;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Collectors;

/** Counts documents for one tokenizer, one thread at a time. */
public final class DocumentCounter {
    /** A run of letters longer than any word of a dictionary is a key or a sequence, and no word to show. */
    static final int LONGEST_SHOWN = 64;

    private final Tokenizer tokenizer;
    private final TokenKinds kinds;
    private final Encoder encoder;
    private final WordTokens wordTokens;
    private final BitSet ids = new BitSet();
    private LongestSplits longest = LongestSplits.NONE;
    private long seen;
    private long documents;
    private long bytes;
    private long words;
    private long tokens;
    private long singleBytes;
    private long fallbacks;
    private long unknown;
    private long wholeWords;

    public DocumentCounter(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        kinds = TokenKinds.of(tokenizer);
        encoder = tokenizer.encoder(SpecialTokensInText.AS_TEXT);
        wordTokens = new WordTokens(encoder);
    }

    /** Takes note of a document that is not in the sample. */
    public void pass() {
        seen++;
    }

    public void count(byte[] text) {
        seen++;
        documents++;
        bytes += text.length;
        int length = encoder.encode(text, 0, text.length);
        tokens += length;
        for (int at = 0; at < length; at++) {
            int id = encoder.ids()[at];
            ids.set(id);
            singleBytes += kinds.singleBytes().get(id) ? 1 : 0;
            fallbacks += kinds.fallbacks().get(id) ? 1 : 0;
            unknown += kinds.unknown().isPresent() && kinds.unknown().getAsInt() == id ? 1 : 0;
        }
        Words.each(text, (from, to) -> word(text, from, to));
    }

    private void word(byte[] text, int from, int to) {
        words++;
        boolean spaced = from > 0 && text[from - 1] == ' ';
        int count = wordTokens.of(text, from, to, spaced);
        wholeWords += count == 1 ? 1 : 0;
        if (longest.mayTake(count) && to - from <= LONGEST_SHOWN * 4 && Words.isSpelt(text, from, to)) {
            String word = new String(text, from, to - from, StandardCharsets.UTF_8);
            if (word.codePointCount(0, word.length()) <= LONGEST_SHOWN) {
                longest = longest.plus(new SplitWord(word, count, pieces(word, count)));
            }
        }
    }

    /** The pieces of the word by itself, or with a space before it where only that has so few. */
    private String pieces(String word, int count) {
        int[] alone = encoder.encode(word);
        int[] shown = alone.length == count ? alone : encoder.encode(" " + word);
        return Arrays.stream(shown)
                .mapToObj(id -> tokenizer.decode(new int[] {id}).strip())
                .filter(piece -> !piece.isEmpty())
                .collect(Collectors.joining("·"));
    }

    public TokenizerCounts counts() {
        return new TokenizerCounts(
                seen,
                documents,
                bytes,
                words,
                tokens,
                singleBytes,
                fallbacks,
                unknown,
                wholeWords,
                (BitSet) ids.clone(),
                longest);
    }
}
