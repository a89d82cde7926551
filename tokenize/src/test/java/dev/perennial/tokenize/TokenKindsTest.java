package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenKindsTest {
    @Test
    void aByteLevelVocabularyHasEveryByteAndHalfOfThemAreNoCharacter() {
        for (byte[] json : new byte[][] {TinyTokenizers.gpt(), TinyTokenizers.llama(), TinyTokenizers.spaced()}) {
            TokenKinds kinds = TokenKinds.of(Tokenizer.read(json));
            assertThat(kinds.singleBytes().cardinality()).isEqualTo(256);
            assertThat(kinds.fallbacks().cardinality()).isEqualTo(128);
            assertThat(kinds.unknown()).isEmpty();
        }
    }

    @Test
    void spelledBytesAreFallbacksWhateverTheyStandFor() {
        String json =
                """
                {"version": "1.0", "added_tokens": [], "normalizer": null, "post_processor": null,
                 "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true},
                 "decoder": null,
                 "model": {"type": "Unigram", "unk_id": 0, "byte_fallback": true,
                  "vocab": [["<unk>", 0.0], ["<0x0A>", -9.0], ["<0xE4>", -9.0], ["▁rain", -1.0], ["a", -2.0]]}}
                """;
        TokenKinds kinds = TokenKinds.of(Tokenizer.read(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(kinds.fallbacks().stream()).containsExactly(1, 2);
        assertThat(kinds.singleBytes().stream()).containsExactly(1, 2);
        assertThat(kinds.unknown()).hasValue(0);
    }

    @Test
    void noUnknownTokenIsNotTheTokenThatIsSpeltNull() {
        byte[] json = TinyTokenizers.with(TinyTokenizers.gpt(), root -> {
            ObjectNode model = (ObjectNode) root.get("model");
            model.putNull("unk_token");
            ((ObjectNode) model.get("vocab")).put("null", model.get("vocab").size());
        });
        assertThat(TokenKinds.of(Tokenizer.read(json)).unknown()).isEmpty();
    }

    @Test
    void pieceOfWordsHasAnUnknownTokenByName() {
        String json =
                """
                {"version": "1.0", "added_tokens": [], "normalizer": null, "post_processor": null,
                 "pre_tokenizer": {"type": "Whitespace"}, "decoder": null,
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": {"rain": 0, "[UNK]": 1, "a": 2}}}
                """;
        TokenKinds kinds = TokenKinds.of(Tokenizer.read(json.getBytes(StandardCharsets.UTF_8)));
        assertThat(kinds.unknown()).hasValue(1);
        assertThat(kinds.singleBytes().isEmpty()).isTrue();
    }
}
