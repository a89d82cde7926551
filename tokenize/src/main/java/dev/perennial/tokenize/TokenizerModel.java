package dev.perennial.tokenize;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * All that a {@code tokenizer.json} says about encoding, in the form that encoders use; immutable and shared between
 * them.
 */
record TokenizerModel(
        Vocabulary vocabulary,
        MergeTable merges,
        WholeWords wholeWords,
        Normalization normalization,
        PreTokenizer preTokenizer,
        LeadingSpace leadingSpace,
        List<AddedToken> addedTokens)
        implements LoadedTokenizer {

    /** Whether a piece of text that begins without a space gets one. */
    enum LeadingSpace {
        AS_WRITTEN,
        ADDED
    }

    @Override
    public Encoder encoder(SpecialTokensInText choice) {
        return new BpeEncoder(this, choice);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            byte[] bytes = vocabulary.bytesOf(id);
            if (bytes == null) {
                throw Tokenizer.unknownId(id, vocabularySize());
            }
            utf8.writeBytes(bytes);
        }
        return utf8.toString(StandardCharsets.UTF_8);
    }

    AddedTokenMatcher matcher(AddedToken.Matching matching, SpecialTokensInText choice) {
        List<AddedToken> tokens = addedTokens.stream()
                .filter(token -> token.matching() == matching && token.isFoundIn(choice))
                .toList();
        List<byte[]> spellings =
                tokens.stream().map(token -> spelling(token, matching)).toList();
        return new AddedTokenMatcher(
                spellings, tokens.stream().mapToInt(AddedToken::id).toArray());
    }

    private byte[] spelling(AddedToken token, AddedToken.Matching matching) {
        byte[] utf8 = token.utf8();
        return switch (matching) {
            case RAW -> utf8;
            case NORMALIZED -> normalization.normalized(utf8, 0, utf8.length);
        };
    }
}
