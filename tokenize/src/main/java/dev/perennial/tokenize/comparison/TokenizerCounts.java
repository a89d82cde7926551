package dev.perennial.tokenize.comparison;

import java.io.Serializable;
import java.util.BitSet;

/**
 * What was counted of documents that one tokenizer encoded; counts of parts of a distribution add up to the whole's.
 *
 * @param seen documents that were read
 * @param documents of these, the ones in the sample, of which all the rest is said
 * @param bytes of their texts in UTF-8
 * @param words see {@link dev.perennial.tokenize.Words}
 * @param tokens without an end of text
 * @param singleBytes tokens that stand for one byte
 * @param fallbacks of these, tokens that are no character, see {@link dev.perennial.tokenize.TokenKinds}
 * @param unknown tokens for what the vocabulary cannot spell
 * @param wholeWords words that are one token, the space before it included or not
 * @param ids the distinct ids that occur
 */
public record TokenizerCounts(
        long seen,
        long documents,
        long bytes,
        long words,
        long tokens,
        long singleBytes,
        long fallbacks,
        long unknown,
        long wholeWords,
        BitSet ids,
        LongestSplits longestSplits)
        implements Serializable {

    public static TokenizerCounts none() {
        return new TokenizerCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, new BitSet(), LongestSplits.NONE);
    }

    public TokenizerCounts plus(TokenizerCounts other) {
        BitSet either = (BitSet) ids.clone();
        either.or(other.ids);
        return new TokenizerCounts(
                seen + other.seen,
                documents + other.documents,
                bytes + other.bytes,
                words + other.words,
                tokens + other.tokens,
                singleBytes + other.singleBytes,
                fallbacks + other.fallbacks,
                unknown + other.unknown,
                wholeWords + other.wholeWords,
                either,
                longestSplits.plus(other.longestSplits));
    }
}
