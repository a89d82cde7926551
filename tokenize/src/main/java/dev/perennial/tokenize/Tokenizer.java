package dev.perennial.tokenize;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A byte-level BPE tokenizer as Hugging Face's {@code tokenizer.json} describes it: immutable, and safe to share
 * between threads.
 *
 * <p>It gives the ids that Hugging Face's own library gives with {@code add_special_tokens=False}, many times faster.
 * What it does not know it refuses by name, so that ids are never silently different.
 */
public final class Tokenizer {
    private static final List<String> END_OF_TEXT = List.of("<|endoftext|>", "</s>", "<|end_of_text|>");

    private final byte[] json;
    private final Fingerprint fingerprint;
    private final TokenizerModel model;

    private Tokenizer(byte[] json, TokenizerModel model) {
        this.json = json;
        this.model = model;
        fingerprint = Fingerprint.of(json);
    }

    /**
     * Reads the bytes of a {@code tokenizer.json}; an error of code UNSUPPORTED names the first thing in it that is
     * not known here.
     */
    public static Tokenizer read(byte[] json) {
        byte[] own = json.clone();
        return new Tokenizer(own, TokenizerJson.read(own));
    }

    /** An encoder for one thread, which takes special tokens in the text for text. */
    public Encoder encoder() {
        return encoder(SpecialTokensInText.AS_TEXT);
    }

    /** An encoder for one thread. */
    public Encoder encoder(SpecialTokensInText choice) {
        return new Encoder(model, choice);
    }

    /** The text of these tokens, added ones included as they are spelt; bytes that are no UTF-8 become U+FFFD. */
    public String decode(int[] ids) {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            byte[] bytes = model.vocabulary().bytesOf(id);
            if (bytes == null) {
                throw new PerennialException(
                        ErrorCode.TOKENIZER_MISMATCH,
                        "Cannot decode token ids: no token has this id, got " + id + ", expected 0 to "
                                + (vocabularySize() - 1)
                                + ". Decode with the tokenizer that encoded the text (this is " + fingerprint + ").");
            }
            utf8.writeBytes(bytes);
        }
        return utf8.toString(StandardCharsets.UTF_8);
    }

    /** The highest id and one more, added tokens included: the rows of an embedding. */
    public int vocabularySize() {
        return model.vocabulary().size();
    }

    /** The id of the token that ends a document. */
    public int endOfText() {
        return END_OF_TEXT.stream()
                .flatMap(content -> idOfAddedToken(content).stream())
                .findFirst()
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.UNSUPPORTED,
                        "Cannot end documents with tokenizer " + fingerprint + ": it has no end-of-text token, got "
                                + model.addedTokens().size()
                                + " added tokens, expected one of " + String.join(", ", END_OF_TEXT)
                                + " among them. Add one to added_tokens in tokenizer.json."));
    }

    private Optional<Integer> idOfAddedToken(String content) {
        return model.addedTokens().stream()
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
