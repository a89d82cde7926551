package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.PerennialException;
import org.junit.jupiter.api.Test;

class TokenizerTest {
    private static final byte[] JSON = TinyTokenizers.gpt();
    private static final Tokenizer TOKENIZER = Tokenizer.read(JSON);

    @Test
    void theFingerprintIsThatOfTheFile() {
        assertThat(TOKENIZER.fingerprint()).isEqualTo(Fingerprint.of(JSON));
        assertThat(TOKENIZER.json()).isEqualTo(JSON);
    }

    @Test
    void changingTheBytesAfterReadingChangesNothing() {
        byte[] json = JSON.clone();
        Tokenizer tokenizer = Tokenizer.read(json);
        json[0] = 'x';
        tokenizer.json()[0] = 'x';
        assertThat(tokenizer.json()).isEqualTo(JSON);
    }

    @Test
    void addedTokensCountInTheVocabulary() {
        Tokenizer spaced = Tokenizer.read(TinyTokenizers.spaced());
        assertThat(spaced.vocabularySize()).isEqualTo(TOKENIZER.vocabularySize() + 4);
    }

    @Test
    void endOfTextIsFoundUnderItsUsualNames() {
        assertThat(TOKENIZER.endOfText()).isZero();
        assertThat(Tokenizer.read(withEndOfText("</s>")).endOfText()).isZero();
        assertThat(Tokenizer.read(withEndOfText("<|end_of_text|>")).endOfText()).isZero();
    }

    @Test
    void aTokenizerWithoutEndOfTextSaysSo() {
        Tokenizer tokenizer = Tokenizer.read(withEndOfText("<|padding|>"));
        assertThatThrownBy(tokenizer::endOfText)
                .isInstanceOf(PerennialException.class)
                .hasMessageStartingWith("Cannot end documents with tokenizer ")
                .hasMessageContaining("<|endoftext|>");
    }

    @Test
    void anUnknownIdIsAnError() {
        int[] ids = {1, TOKENIZER.vocabularySize()};
        assertThatThrownBy(() -> TOKENIZER.decode(ids))
                .isInstanceOfSatisfying(PerennialException.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.TOKENIZER_MISMATCH))
                .hasMessageContaining("got " + TOKENIZER.vocabularySize());
    }

    @Test
    void addedTokensAreDecodedAsTheyAreSpelt() {
        assertThat(TOKENIZER.decode(new int[] {TOKENIZER.endOfText()})).isEqualTo("<|endoftext|>");
    }

    private static byte[] withEndOfText(String content) {
        return TinyTokenizers.with(
                JSON, root -> ((ObjectNode) root.withArray("added_tokens").get(0)).put("content", content));
    }
}
