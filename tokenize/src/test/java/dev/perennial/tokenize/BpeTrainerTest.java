package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
    private static final int SIZE = 900;

    /**
     * The file is what the Python package {@code tokenizers} 0.23.2 learned from {@code MadeUpText.of(4_000)} with
     * {@code BpeTrainer(vocab_size=900, min_frequency=2, special_tokens=["<|endoftext|>"],
     * initial_alphabet=ByteLevel.alphabet())} and {@code ByteLevel(add_prefix_space=False)}, one merge a line.
     */
    @Test
    void theMergesAreHuggingFaces() throws IOException {
        try (InputStream golden = BpeTrainerTest.class.getResourceAsStream("merges-of-made-up-text.txt")) {
            List<String> expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(merges(TinyTokenizers.gpt())).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void theOrderOfTheCountsDoesNotMatter() {
        WordCounts inOrder = new WordCounts();
        inOrder.count(MadeUpText.of(2_000));
        List<WordCount> shuffled = new ArrayList<>(inOrder.sorted().toList());
        Collections.reverse(shuffled);
        WordCounts reversed = new WordCounts();
        shuffled.forEach(each -> reversed.add(each.word(), each.count()));
        BpeTrainer trainer = BpeTrainer.ofSize(SIZE);
        assertThat(trainer.train(reversed)).isEqualTo(trainer.train(inOrder));
    }

    /** Cut in two at a place that no merge crosses, the same word is short. */
    @Test
    void longWordsAreLearnedFromAsShortOnesAre() {
        String half = "straßenbahnhaltestellenhäuschen".repeat(7);
        WordCounts asLong = new WordCounts();
        asLong.add(Utf8.of(half + "0" + half), 3);
        WordCounts asShort = new WordCounts();
        asShort.add(Utf8.of(half), 6);
        assertThat(Utf8.of(half)).hasSizeLessThan(TrainingWords.LONGEST_SCANNED);
        assertThat(Utf8.of(half + half)).hasSizeGreaterThan(TrainingWords.LONGEST_SCANNED);
        BpeTrainer trainer = new BpeTrainer(300, 4, List.of());
        assertThat(trainer.train(asLong)).isEqualTo(trainer.train(asShort));
    }

    @Test
    void theVocabularySizeCountsEverything() {
        Tokenizer tokenizer = Tokenizer.read(TinyTokenizers.gpt());
        assertThat(tokenizer.vocabularySize()).isEqualTo(SIZE);
        assertThat(tokenizer.endOfText()).isZero();
    }

    @Test
    void equallyFrequentPairsMergeInTheOrderOfTheirIds() throws IOException {
        assertThat(merges(trained("dc ba dc ba", 259))).containsExactly("b a", "d c");
    }

    @Test
    void pairsThatOccurOnceAreNotMerged() {
        assertThat(Tokenizer.read(trained("abcdef", SIZE)).vocabularySize()).isEqualTo(257);
    }

    @Test
    void noTextAtAllGivesTheBytes() {
        Tokenizer tokenizer = Tokenizer.read(BpeTrainer.ofSize(SIZE).train(new WordCounts()));
        assertThat(tokenizer.decode(tokenizer.encoder().encode("straße"))).isEqualTo("straße");
    }

    @Test
    void aVocabularySmallerThanTheBytesIsRefused() {
        assertThatThrownBy(() -> BpeTrainer.ofSize(256))
                .isInstanceOfSatisfying(PerennialException.class, error -> assertThat(error.code())
                        .isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("got 256, expected 257 or more");
    }

    @Test
    void aSpecialTokenNamedTwiceIsRefused() {
        assertThatThrownBy(() -> new BpeTrainer(SIZE, 2, List.of("<a>", "<a>"))).hasMessageContaining("[<a>, <a>]");
    }

    private static byte[] trained(String text, int size) {
        WordCounts words = new WordCounts();
        words.count(text);
        return BpeTrainer.ofSize(size).train(words);
    }

    private static List<String> merges(byte[] json) throws IOException {
        List<String> merges = new ArrayList<>();
        for (JsonNode pair : new ObjectMapper().readTree(json).at("/model/merges")) {
            merges.add(pair.get(0).asText() + " " + pair.get(1).asText());
        }
        return merges;
    }
}
