package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HuggingFaceEngineTest {
    private static final String TEXT = "the cat sat, unaffable\u00E9 \uD83D\uDE00 [CLS] </s>  twice";

    static List<UnknownTokenizer> unknown() {
        return UnknownTokenizer.all();
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void whatTheJavaEngineDoesNotKnowHasTheLibrarysIds(UnknownTokenizer unknown) {
        Tokenizer tokenizer = Tokenizer.read(unknown.json());
        assertThat(tokenizer.notice()).hasValueSatisfying(line -> assertThat(line)
                .contains(unknown.named(), "Hugging Face's library encodes instead, about 25 to 90 times slower")
                .doesNotContain("\n"));
        int[] expected = new HuggingFace(unknown.json()).encode(TEXT);
        assertThat(tokenizer.encoder(SpecialTokensInText.AS_SPECIAL).encode(TEXT))
                .containsExactly(expected);
        assertThat(expected).hasSizeGreaterThan(5);
        assertThat(Arrays.stream(expected).max().orElseThrow()).isLessThan(tokenizer.vocabularySize());
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void specialTokensInTheTextAreTextUnlessAskedFor(UnknownTokenizer unknown) {
        Tokenizer tokenizer = Tokenizer.read(unknown.json());
        int special = tokenizer.endOfText();
        String text = "sat " + unknown.endOfText() + " the";
        assertThat(tokenizer.encoder(SpecialTokensInText.AS_SPECIAL).encode(text))
                .contains(special);
        assertThat(tokenizer.encoder().encode(text)).doesNotContain(special).isNotEmpty();
        assertThat(tokenizer.encoder().encode("the cat"))
                .containsExactly(
                        tokenizer.encoder(SpecialTokensInText.AS_SPECIAL).encode("the cat"));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void decodingGivesTheWordsBack(UnknownTokenizer unknown) {
        Tokenizer tokenizer = Tokenizer.read(unknown.json());
        assertThat(tokenizer.decode(tokenizer.encoder().encode("the cat")).strip())
                .isEqualTo("the cat");
        assertThatThrownBy(() -> tokenizer.decode(new int[] {tokenizer.vocabularySize()}))
                .isInstanceOfSatisfying(PerennialException.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.TOKENIZER_MISMATCH));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void whoWantsTheJavaEngineOnlyIsToldWhatItDoesNotKnow(UnknownTokenizer unknown) {
        assertThatThrownBy(() -> Tokenizer.read(unknown.json(), TokenizerEngine.JAVA))
                .isInstanceOfSatisfying(PerennialException.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.UNSUPPORTED))
                .hasMessageContaining(unknown.named());
    }

    @Test
    void bothEnginesGiveTheSameIdsForWhatBothKnow() {
        for (byte[] json : List.of(TinyTokenizers.gpt(), TinyTokenizers.llama(), TinyTokenizers.spaced())) {
            Tokenizer java = Tokenizer.read(json);
            Tokenizer library = Tokenizer.read(json, TokenizerEngine.HUGGING_FACE);
            String text = MadeUpText.of(500) + "<|endoftext|>  <|endo";
            assertThat(java.notice()).isEmpty();
            assertThat(library.encoder().encode(text))
                    .containsExactly(java.encoder().encode(text));
            assertThat(library.vocabularySize()).isEqualTo(java.vocabularySize());
            assertThat(library.endOfText()).isEqualTo(java.endOfText());
            int[] ids = java.encoder().encode(text);
            assertThat(library.decode(ids)).isEqualTo(java.decode(ids));
        }
    }

    @Test
    void malformedUtf8AndLoneSurrogatesCountAsReplacementCharacters() {
        Encoder encoder = Tokenizer.read(TinyTokenizers.gpt(), TokenizerEngine.HUGGING_FACE)
                .encoder();
        assertThat(encoder.encode("ba\uD800ke")).containsExactly(encoder.encode("ba\uFFFDke"));
        byte[] cutOff = "xbaé".getBytes(StandardCharsets.UTF_8);
        int count = encoder.encode(cutOff, 1, cutOff.length - 1);
        assertThat(Arrays.copyOf(encoder.ids(), count)).containsExactly(encoder.encode("ba\uFFFD"));
    }

    @Test
    void encodersOfOneTokenizerWorkSideBySide() {
        Tokenizer tokenizer = Tokenizer.read(TinyTokenizers.gpt(), TokenizerEngine.HUGGING_FACE);
        String text = MadeUpText.of(2_000);
        int[] expected = tokenizer.encoder().encode(text);
        List<int[]> results = IntStream.range(0, 8)
                .parallel()
                .mapToObj(thread -> tokenizer.encoder().encode(text))
                .toList();
        assertThat(results).allSatisfy(ids -> assertThat(ids).containsExactly(expected));
    }

    @Test
    void idsAtRandomAreRefused() {
        byte[] json =
                TinyTokenizers.with(TinyTokenizers.gpt(), root -> ((ObjectNode) root.get("model")).put("dropout", 0.1));
        assertThatThrownBy(() -> Tokenizer.read(json))
                .hasMessageContaining("model.dropout")
                .hasMessageContaining("0.1");
    }

    @Test
    void whatNeitherEngineReadsIsMalformed() {
        byte[] json = TinyTokenizers.with(
                TinyTokenizers.gpt(), root -> root.putObject("model").put("type", "Trigram"));
        assertThatThrownBy(() -> Tokenizer.read(json))
                .isInstanceOfSatisfying(PerennialException.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.MALFORMED_DATA))
                .hasMessageContaining("neither the Java engine nor Hugging Face's library");
    }
}
