package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.tokenize.comparison.DocumentCounter;
import dev.perennial.tokenize.comparison.LongestSplits;
import dev.perennial.tokenize.comparison.SplitWord;
import dev.perennial.tokenize.comparison.TokenizerCounts;
import dev.perennial.tokenize.comparison.TokenizerFigures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenizerCountsTest {
    /** All bytes, and {@code rain} with and without a space before it. */
    private static final Tokenizer RAIN = Tokenizer.read(rain());

    private static byte[] rain() {
        WordCounts none = new WordCounts();
        none.count("a");
        return TinyTokenizers.with(BpeTrainer.ofSize(257).train(none), root -> {
            ObjectNode model = (ObjectNode) root.get("model");
            ObjectNode vocabulary = (ObjectNode) model.get("vocab");
            ArrayNode merges = model.putArray("merges");
            int id = 257;
            for (String[] pair : new String[][] {{"r", "a"}, {"i", "n"}, {"ra", "in"}, {"Ġ", "rain"}}) {
                vocabulary.put(pair[0] + pair[1], id++);
                merges.add(pair[0] + " " + pair[1]);
            }
        });
    }

    private static TokenizerCounts counts(Tokenizer tokenizer, List<String> texts) {
        DocumentCounter counter = new DocumentCounter(tokenizer);
        texts.forEach(text -> counter.count(text.getBytes(StandardCharsets.UTF_8)));
        return counter.counts();
    }

    @Test
    void everyCountIsTheOneMadeByHand() {
        // rain| rain|,| |Ã|¤|r|g|e|r| |x|1, Ä being two bytes.
        TokenizerCounts counts = counts(RAIN, List.of("rain rain, Ärger x1"));
        assertThat(counts.documents()).isEqualTo(1);
        assertThat(counts.bytes()).isEqualTo(20);
        assertThat(counts.words()).as("rain, rain, Ärger, x1").isEqualTo(4);
        assertThat(counts.tokens()).isEqualTo(13);
        assertThat(counts.singleBytes()).isEqualTo(11);
        assertThat(counts.fallbacks()).isEqualTo(2);
        assertThat(counts.unknown()).isZero();
        assertThat(counts.wholeWords()).isEqualTo(2);
        assertThat(counts.ids().cardinality()).as("r and space twice").isEqualTo(11);
        assertThat(counts.longestSplits().words())
                .containsExactly(new SplitWord("Ärger", 6, "\uFFFD·\uFFFD·r·g·e·r"), new SplitWord("rain", 1, "rain"));
    }

    @Test
    void measuresAreRatiosOfCounts() {
        TokenizerFigures figures = TokenizerFigures.of("t", RAIN, "G", counts(RAIN, List.of("rain rain, Ärger x1")));
        assertThat(figures.bytesPerToken()).isEqualTo(20.0 / 13);
        assertThat(figures.tokensPerWord()).isEqualTo(13.0 / 4);
        assertThat(figures.singleByteShare()).isEqualTo(11.0 / 13);
        assertThat(figures.fallbackShare()).isEqualTo(2.0 / 13);
        assertThat(figures.wholeWordShare()).isEqualTo(0.5);
        assertThat(figures.vocabularyUsed()).isEqualTo(11);
        assertThat(figures.vocabulary()).isEqualTo(261);
        assertThat(TokenizerFigures.of("t", RAIN, "G", TokenizerCounts.none()).bytesPerToken())
                .isZero();
    }

    @Test
    void countsOfPartsAddUpInAnyOrder() {
        List<String> texts = new ArrayList<>(Stream.of(MadeUpText.of(600).split("(?<=\n)"))
                .filter(text -> !text.isBlank())
                .toList());
        texts.addAll(List.of("Überschwemmungsgebiet", "rain", "Donaudampfschiff rain", "x".repeat(65), "y".repeat(64)));
        TokenizerCounts whole = counts(RAIN, texts);
        assertThat(whole.longestSplits().words())
                .hasSize(LongestSplits.MOST)
                .extracting(SplitWord::word)
                .contains("Überschwemmungsgebiet", "y".repeat(64))
                .doesNotContain("x".repeat(65));
        Collections.shuffle(texts, new Random(3));
        TokenizerCounts sum = TokenizerCounts.none();
        for (int from = 0; from < texts.size(); from += 7) {
            sum = counts(RAIN, texts.subList(from, Math.min(texts.size(), from + 7)))
                    .plus(sum);
        }
        assertThat(sum).isEqualTo(whole);
    }

    @Test
    void documentsOutsideTheSampleAreOnlySeen() {
        DocumentCounter counter = new DocumentCounter(RAIN);
        counter.pass();
        counter.count(new byte[] {'a'});
        assertThat(counter.counts().seen()).isEqualTo(2);
        assertThat(counter.counts().documents()).isEqualTo(1);
        assertThat(counter.counts().tokens()).isEqualTo(1);
    }

    @Test
    void tokensAreAsManyAsHuggingFaceCounts() {
        String text = MadeUpText.of(3_000) + " don't Straße 1984 🌧";
        Stream<byte[]> files =
                Stream.of(TinyTokenizers.gpt(), TinyTokenizers.llama(), TinyTokenizers.qwen(), TinyTokenizers.spaced());
        Stream<byte[]> neox =
                SharedFiles.has(SharedFiles.NEOX) ? Stream.of(SharedFiles.read(SharedFiles.NEOX)) : Stream.of();
        Stream.concat(files, neox).forEach(json -> {
            TokenizerCounts counts = counts(Tokenizer.read(json), List.of(text));
            int[] ids = new HuggingFace(json).encode(text);
            assertThat(counts.tokens()).isEqualTo(ids.length);
            assertThat(counts.ids().stream())
                    .containsExactlyInAnyOrder(
                            java.util.Arrays.stream(ids).distinct().boxed().toArray(Integer[]::new));
        });
    }

    /** The engine that has no Java twin, whose tokens cannot be laid over the text. */
    @Test
    void aTokenizerOfHuggingFacesLibraryIsCountedAlike() {
        byte[] json = TinyTokenizers.gpt();
        List<String> texts = List.of(MadeUpText.of(300), "Straße straßen rain");
        TokenizerCounts java = counts(Tokenizer.read(json), texts);
        assertThat(counts(Tokenizer.read(json, TokenizerEngine.HUGGING_FACE), texts))
                .isEqualTo(java);
        assertThat(java.wholeWords()).isPositive().isLessThan(java.words());
    }
}
