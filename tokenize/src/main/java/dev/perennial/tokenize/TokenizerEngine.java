package dev.perennial.tokenize;

/** Which engine encodes; where both know a {@code tokenizer.json} they give the same ids, so no artefact depends on it. */
public enum TokenizerEngine {
    /** The Java engine, and Hugging Face's library for what the Java engine does not know. */
    AUTOMATIC,
    /** The Java engine, or an error that names what it does not know. */
    JAVA,
    /** Hugging Face's library, through DJL: to compare with. */
    HUGGING_FACE
}
