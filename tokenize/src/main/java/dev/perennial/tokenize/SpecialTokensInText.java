package dev.perennial.tokenize;

/**
 * What becomes of a special token that a document spells out.
 *
 * <p>A page about language models may well contain {@code <|endoftext|>}; taken as the token it would end the
 * document for the model, and anyone could plant such an end.
 */
public enum SpecialTokensInText {
    /** Ordinary text, as a training pipeline wants it. */
    AS_TEXT,
    /** The token's own id, as Hugging Face's {@code encode} gives it. */
    AS_SPECIAL
}
