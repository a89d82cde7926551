package dev.perennial.tokenize;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import java.util.List;
import java.util.Optional;

/**
 * A tokenizer as Hugging Face's {@code tokenizer.json} describes it: immutable, and safe to share between threads.
 *
 * <p>It gives the ids that Hugging Face's own library gives with {@code add_special_tokens=False}, and with neither
 * truncation nor padding: whole documents are encoded. Byte-level BPE of the known families is encoded in Java, many
 * times faster; all else by Hugging Face's library, and {@link #notice} says so.
 */
public final class Tokenizer {
    private static final List<String> END_OF_TEXT =
            List.of("<|endoftext|>", "</s>", "<|end_of_text|>", "<eos>", "[SEP]");

    private final byte[] json;
    private final Fingerprint fingerprint;
    private final TokenizerEngine engine;
    private final LoadedTokenizer loaded;
    private final Optional<String> notice;

    private Tokenizer(byte[] json, TokenizerEngine engine, LoadedTokenizer loaded, Optional<String> notice) {
        this.json = json;
        this.engine = engine;
        this.loaded = loaded;
        this.notice = notice;
        fingerprint = Fingerprint.of(json);
    }

    /** Reads the bytes of a {@code tokenizer.json}: with the Java engine if it knows all that is in it. */
    public static Tokenizer read(byte[] json) {
        return read(json, TokenizerEngine.AUTOMATIC);
    }

    /**
     * Reads the bytes of a {@code tokenizer.json}; an error of code UNSUPPORTED names the first thing in it that is
     * not known to the engine.
     */
    public static Tokenizer read(byte[] json, TokenizerEngine engine) {
        byte[] own = json.clone();
        return switch (engine) {
            case HUGGING_FACE -> new Tokenizer(own, engine, HuggingFaceTokenizers.read(own), Optional.empty());
            case AUTOMATIC, JAVA -> readInJava(own, engine);
        };
    }

    private static Tokenizer readInJava(byte[] json, TokenizerEngine engine) {
        try {
            return new Tokenizer(json, engine, TokenizerJson.read(json), Optional.empty());
        } catch (UnknownFeature unknown) {
            if (engine == TokenizerEngine.JAVA) {
                throw unknown.refusal();
            }
            return new Tokenizer(json, engine, HuggingFaceTokenizers.read(json), Optional.of(unknown.notice()));
        }
    }

    /** What a person should know before encoding: that Hugging Face's library does it, why, and what that costs. */
    public Optional<String> notice() {
        return notice;
    }

    /** The engine that was asked for. */
    public TokenizerEngine engine() {
        return engine;
    }

    /** An encoder for one thread, which takes special tokens in the text for text. */
    public Encoder encoder() {
        return encoder(SpecialTokensInText.AS_TEXT);
    }

    /** An encoder for one thread. */
    public Encoder encoder(SpecialTokensInText choice) {
        return loaded.encoder(choice);
    }

    /** The text of these tokens, added ones included as they are spelt; bytes that are no UTF-8 become U+FFFD. */
    public String decode(int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize()) {
                throw unknownId(id, vocabularySize());
            }
        }
        return loaded.decode(ids);
    }

    static PerennialException unknownId(int id, int vocabularySize) {
        return new PerennialException(
                ErrorCode.TOKENIZER_MISMATCH,
                "Cannot decode token ids: no token has this id, got " + id + ", expected 0 to " + (vocabularySize - 1)
                        + ". Decode with the tokenizer that encoded the text.");
    }

    /** The highest id and one more, added tokens included: the rows of an embedding. */
    public int vocabularySize() {
        return loaded.vocabularySize();
    }

    /** The id of the token that ends a document. */
    public int endOfText() {
        return END_OF_TEXT.stream()
                .flatMap(content -> idOfAddedToken(content).stream())
                .findFirst()
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.UNSUPPORTED,
                        "Cannot end documents with tokenizer " + fingerprint + ": it has no end-of-text token, got "
                                + loaded.addedTokens().size()
                                + " added tokens, expected one of " + String.join(", ", END_OF_TEXT)
                                + " among them. Add one to added_tokens in tokenizer.json."));
    }

    private Optional<Integer> idOfAddedToken(String content) {
        return loaded.addedTokens().stream()
                .filter(token -> token.content().equals(content))
                .map(AddedToken::id)
                .findFirst();
    }

    /** The SHA-256 of {@link #json}: tokens of different fingerprints never mix. */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** The {@code tokenizer.json} as it was read. */
    public byte[] json() {
        return json.clone();
    }
}
