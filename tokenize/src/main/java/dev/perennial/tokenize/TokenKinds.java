package dev.perennial.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * What tokens of a vocabulary stand for, as far as comparing tokenizers needs it, read from any {@code tokenizer.json}.
 *
 * @param singleBytes ids of tokens that stand for one byte
 * @param fallbacks of these, the ones that are no character: bytes from 0x80 on, and all that are spelt {@code <0x0A>}, which
 *     a tokenizer takes only where it knows no better
 * @param unknown the id that stands for all that the vocabulary cannot spell
 */
public record TokenKinds(BitSet singleBytes, BitSet fallbacks, OptionalInt unknown) {
    private static final String BYTE_SPELLING = "<0x[0-9A-F]{2}>";
    private static final char FIRST_OF_NO_CHARACTER = 0x80;

    public static TokenKinds of(Tokenizer tokenizer) {
        JsonNode root = TokenizerJson.parse(tokenizer.json());
        JsonNode model = root.path("model");
        boolean byteLevel = hasByteLevel(root);
        TokenKinds kinds = new TokenKinds(new BitSet(), new BitSet(), unknown(model));
        JsonNode vocabulary = model.path("vocab");
        if (vocabulary.isArray()) {
            for (int id = 0; id < vocabulary.size(); id++) {
                kinds.add(vocabulary.get(id).path(0).asText(), id, byteLevel);
            }
        } else {
            vocabulary
                    .fields()
                    .forEachRemaining(
                            entry -> kinds.add(entry.getKey(), entry.getValue().asInt(), byteLevel));
        }
        return kinds;
    }

    private void add(String token, int id, boolean byteLevel) {
        if (token.matches(BYTE_SPELLING)) {
            singleBytes.set(id);
            fallbacks.set(id);
        } else if (byteLevel && token.length() == 1 && ByteAlphabet.spells(token)) {
            singleBytes.set(id);
            fallbacks.set(id, (ByteAlphabet.bytesOf(token)[0] & 0xFF) >= FIRST_OF_NO_CHARACTER);
        }
    }

    private static boolean hasByteLevel(JsonNode root) {
        return root.path("pre_tokenizer").findValuesAsText("type").contains("ByteLevel")
                || root.path("decoder").findValuesAsText("type").contains("ByteLevel");
    }

    private static OptionalInt unknown(JsonNode model) {
        JsonNode id = model.path("unk_id");
        if (id.isInt()) {
            return OptionalInt.of(id.asInt());
        }
        // Of null the text would be "null", which is a token of most vocabularies.
        JsonNode named = model.path("unk_token").isTextual()
                ? model.path("vocab").path(model.path("unk_token").asText())
                : model.path("unk_token");
        return named.isInt() ? OptionalInt.of(named.asInt()) : OptionalInt.empty();
    }
}
