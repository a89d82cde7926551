package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreTokenizerTest {
    private static final PreTokenizer GPT = new ByteLevelPreTokenizer();
    private static final PreTokenizer LLAMA = new SplitPreTokenizer(3);
    private static final PreTokenizer QWEN = new SplitPreTokenizer(1);

    @Test
    void aSpaceBelongsToTheWordAfterIt() {
        assertThat(words(GPT, "the end  now ")).containsExactly("the", " end", " ", " now", " ");
        assertThat(words(LLAMA, "the end  now ")).containsExactly("the", " end", " ", " now", " ");
    }

    @Test
    void spacesAtTheEndStayTogether() {
        assertThat(words(GPT, "end \n ")).containsExactly("end", " \n ");
    }

    @Test
    void gptCutsContractionsInLowerCaseOnly() {
        assertThat(words(GPT, "don't DON'T")).containsExactly("don", "'t", " DON", "'", "T");
    }

    @Test
    void llamaCutsContractionsInEitherCase() {
        assertThat(words(LLAMA, "we'll WE'LL")).containsExactly("we", "'ll", " WE", "'LL");
    }

    @Test
    void theLongSMakesAContractionAsSDoes() {
        assertThat(words(LLAMA, "x'\u017F")).containsExactly("x", "'\u017F");
    }

    @Test
    void numbersAreCutAsTheModelWantsThem() {
        assertThat(words(GPT, "12345")).containsExactly("12345");
        assertThat(words(LLAMA, "12345")).containsExactly("123", "45");
        assertThat(words(QWEN, "123")).containsExactly("1", "2", "3");
    }

    @Test
    void llamaTakesNewlinesWithPunctuationAndSpacesWithNewlines() {
        assertThat(words(LLAMA, "a;\n\n \n\tb")).containsExactly("a", ";\n\n", " \n", "\tb");
    }

    @Test
    void longWordsAndLettersOfAllKindsBelongTogether() {
        for (String word :
                List.of("abcdefgh", "abcdefghijklmnopqrstuvwxyz", "Übergrößenträger", "naïveté", "x\u0416\u4E2Dy")) {
            for (PreTokenizer each : List.of(GPT, LLAMA, QWEN)) {
                assertThat(words(each, word)).containsExactly(word);
                assertThat(words(each, word + " " + word + "!")).containsExactly(word, " " + word, "!");
            }
        }
    }

    private static List<String> words(PreTokenizer preTokenizer, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>();
        int position = 0;
        while (position < utf8.length) {
            int end = preTokenizer.endOfWord(utf8, position, utf8.length);
            words.add(new String(utf8, position, end - position, StandardCharsets.UTF_8));
            position = end;
        }
        return words;
    }
}
