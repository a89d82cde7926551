package dev.perennial.tests.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.tokenize.Encoder;
import dev.perennial.tokenize.SpecialTokensInText;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Both engines with one tokenizer.json, and what they have agreed on so far. */
final class Parity {
    private static final int SHOWN = 200;

    private final int vocabulary;
    private final Encoder java;
    private final Encoder library;
    private long bytes;
    private long documents;
    private long tokens;
    private long differing;

    Parity(byte[] json) {
        Tokenizer tokenizer = Tokenizer.read(json, TokenizerEngine.JAVA);
        vocabulary = tokenizer.vocabularySize();
        java = tokenizer.encoder(SpecialTokensInText.AS_SPECIAL);
        library = Tokenizer.read(json, TokenizerEngine.HUGGING_FACE).encoder(SpecialTokensInText.AS_SPECIAL);
    }

    void agreeOn(String text) {
        int[] ids = java.encode(text);
        int[] expected = library.encode(text);
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        documents++;
        tokens += ids.length;
        int difference = Arrays.mismatch(ids, expected);
        differing += difference < 0 ? 0 : 1;
        assertThat(difference)
                .as(() -> String.format(
                        Locale.ROOT,
                        "the first of %,d and %,d ids that differ in '%s'",
                        ids.length,
                        expected.length,
                        text.substring(0, Math.min(text.length(), SHOWN))))
                .isEqualTo(-1);
    }

    long bytes() {
        return bytes;
    }

    long tokens() {
        return tokens;
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%,d | %.1f | %,d | %,d | %,d",
                vocabulary,
                bytes / 1048576.0,
                documents,
                tokens,
                differing);
    }
}
