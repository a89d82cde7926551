package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static List<String> words(byte[] text) {
        List<String> words = new ArrayList<>();
        Words.each(text, (from, to) -> words.add(new String(text, from, to - from, StandardCharsets.UTF_8)));
        return words;
    }

    private static List<String> words(String text) {
        return words(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wordsAreRunsOfLettersMarksAndNumbers() {
        assertThat(words("It doesn't rain, said Straße-7!"))
                .containsExactly("It", "doesn", "t", "rain", "said", "Straße", "7");
        assertThat(words("  getId2(x_1)\n")).containsExactly("getId2", "x", "1");
        assertThat(words("\u0301 nai\u0308ve ²³ 日本 हिन्दी 🌧"))
                .containsExactly("\u0301", "nai\u0308ve", "²³", "日本", "हिन्दी");
        assertThat(words("")).isEmpty();
        assertThat(words(" .,")).isEmpty();
    }

    @Test
    void aWordWithADigitIsNotSpelt() {
        byte[] text = "ab1 größe".getBytes(StandardCharsets.UTF_8);
        assertThat(Words.isSpelt(text, 0, 3)).isFalse();
        assertThat(Words.isSpelt(text, 0, 2)).isTrue();
        assertThat(Words.isSpelt(text, 4, text.length)).isTrue();
    }
}
