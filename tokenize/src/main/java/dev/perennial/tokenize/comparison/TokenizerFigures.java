package dev.perennial.tokenize.comparison;

import dev.perennial.tokenize.Tokenizer;
import java.util.List;

/**
 * The measures of one tokenizer on one distribution.
 *
 * @param documentsSeen documents of the distribution, {@code documents} of them in the sample
 * @param bytesPerToken how much text a token holds: above all what a model of a given context sees at once
 * @param tokensPerWord fertility, as the field calls it: all tokens, those of spaces and signs too, over words
 * @param singleByteShare of the tokens, those that stand for one byte
 * @param fallbackShare of the tokens, those of a byte that is no character: spelt out for want of anything better
 * @param unknownShare of the tokens, those that stand for what cannot be spelt at all: text that is lost
 * @param wholeWordShare of the words, those that are one token
 * @param vocabularyUsed distinct ids that occur, of {@code vocabulary}
 */
public record TokenizerFigures(
        String tokenizer,
        String distribution,
        long documentsSeen,
        long documents,
        long bytes,
        long words,
        long tokens,
        double bytesPerToken,
        double tokensPerWord,
        double singleByteShare,
        double fallbackShare,
        double unknownShare,
        double wholeWordShare,
        long vocabularyUsed,
        long vocabulary,
        List<SplitWord> longestSplits) {

    /** The measures of what was counted; of no tokens or no words at all they are 0. */
    public static TokenizerFigures of(String name, Tokenizer tokenizer, String distribution, TokenizerCounts counts) {
        return new TokenizerFigures(
                name,
                distribution,
                counts.seen(),
                counts.documents(),
                counts.bytes(),
                counts.words(),
                counts.tokens(),
                ratio(counts.bytes(), counts.tokens()),
                ratio(counts.tokens(), counts.words()),
                ratio(counts.singleBytes(), counts.tokens()),
                ratio(counts.fallbacks(), counts.tokens()),
                ratio(counts.unknown(), counts.tokens()),
                ratio(counts.wholeWords(), counts.words()),
                counts.ids().cardinality(),
                tokenizer.vocabularySize(),
                counts.longestSplits().words());
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
