package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TokenizerJsonTest {
    private static final byte[] JSON = TinyTokenizers.gpt();

    @Test
    void mergesWrittenAsOneStringReadTheSame() {
        byte[] old = TinyTokenizers.with(JSON, root -> {
            ArrayNode pairs = (ArrayNode) root.at("/model/merges");
            ArrayNode strings = ((ObjectNode) root.get("model")).putArray("merges");
            pairs.forEach(
                    pair -> strings.add(pair.get(0).asText() + " " + pair.get(1).asText()));
        });
        String text = MadeUpText.of(500);
        assertThat(Tokenizer.read(old).encoder().encode(text))
                .containsExactly(Tokenizer.read(JSON).encoder().encode(text));
    }

    @Test
    void whatIsNotKnownIsNamed() {
        refuses("model.type", root -> model(root).put("type", "Unigram"));
        refuses("model.dropout", root -> model(root).put("dropout", 0.1));
        refuses("model.byte_fallback", root -> model(root).put("byte_fallback", true));
        refuses("model.end_of_word_suffix", root -> model(root).put("end_of_word_suffix", "</w>"));
        refuses("normalizer", root -> root.putObject("normalizer").put("type", "Lowercase"));
        refuses("pre_tokenizer", root -> root.putObject("pre_tokenizer").put("type", "Metaspace"));
        refuses("decoder", root -> root.putObject("decoder").put("type", "WordPiece"));
        refuses(
                "added token '<|endoftext|>', lstrip",
                root -> ((ObjectNode) root.withArray("added_tokens").get(0)).put("lstrip", true));
    }

    @Test
    void anUnknownRegularExpressionIsShown() {
        byte[] json = TinyTokenizers.with(
                TinyTokenizers.llama(),
                root -> ((ObjectNode) root.at("/pre_tokenizer/pretokenizers/0/pattern")).put("Regex", "\\p{Han}+"));
        assertThatThrownBy(() -> Tokenizer.read(json, TokenizerEngine.JAVA))
                .hasMessageContaining("pre_tokenizer.pretokenizers[0].pattern")
                .hasMessageContaining("Han");
    }

    @Test
    void aVocabularyWithoutSomeByteIsRefused() {
        refuses("byte 0x41", root -> ((ObjectNode) root.at("/model/vocab")).remove("A"));
    }

    @Test
    void aMergeOfUnknownTokensIsMalformed() {
        byte[] json = TinyTokenizers.with(JSON, root -> ((ArrayNode) root.at("/model/merges"))
                .insertArray(0)
                .add("q")
                .add("zzz"));
        assertCode(json, ErrorCode.MALFORMED_DATA, "merge 0");
    }

    @Test
    void wholeTextsAreEncodedWhateverTruncationAndPaddingSay() {
        byte[] cut = TinyTokenizers.with(JSON, root -> {
            root.putObject("truncation").put("max_length", 2);
            root.putObject("padding").put("pad_id", 0);
        });
        String text = MadeUpText.of(50);
        assertThat(Tokenizer.read(cut).encoder().encode(text))
                .containsExactly(Tokenizer.read(JSON).encoder().encode(text));
    }

    @Test
    void whatIsNotJsonIsMalformed() {
        assertCode("[]".getBytes(StandardCharsets.UTF_8), ErrorCode.MALFORMED_DATA, "not JSON");
        assertCode("not json".getBytes(StandardCharsets.UTF_8), ErrorCode.MALFORMED_DATA, "not JSON");
    }

    private static void refuses(String name, Consumer<ObjectNode> change) {
        assertCode(TinyTokenizers.with(JSON, change), ErrorCode.UNSUPPORTED, name);
    }

    private static void assertCode(byte[] json, ErrorCode code, String part) {
        assertThatThrownBy(() -> Tokenizer.read(json, TokenizerEngine.JAVA))
                .isInstanceOfSatisfying(PerennialException.class, error -> assertThat(error.code())
                        .isEqualTo(code))
                .hasMessageContaining(part);
    }

    private static ObjectNode model(ObjectNode root) {
        return (ObjectNode) root.get("model");
    }
}
