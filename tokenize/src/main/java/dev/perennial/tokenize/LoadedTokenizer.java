package dev.perennial.tokenize;

import java.util.List;

/** A {@code tokenizer.json} made ready by one of the engines; immutable, and shared between threads. */
sealed interface LoadedTokenizer permits TokenizerModel, HuggingFaceTokenizers {
    Encoder encoder(SpecialTokensInText choice);

    /** The text of ids that are all within {@link #vocabularySize}. */
    String decode(int[] ids);

    /** The highest id and one more, added tokens included. */
    int vocabularySize();

    List<AddedToken> addedTokens();
}
