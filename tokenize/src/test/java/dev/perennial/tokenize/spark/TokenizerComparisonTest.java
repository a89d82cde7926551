package dev.perennial.tokenize.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Progress;
import dev.perennial.conf.Share;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.tokenize.comparison.TokenizerFigures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerComparisonTest {
    private static final Tokenizer SMALL = tokenizer(260);
    private static final Tokenizer LARGE = tokenizer(300);

    @TempDir
    java.nio.file.Path folder;

    private static Tokenizer tokenizer(int size) {
        WordCounts words = new WordCounts();
        IntStream.range(0, 40).forEach(i -> words.count(RawFiles.text(i)));
        return Tokenizer.read(BpeTrainer.ofSize(size).train(words));
    }

    private CorpusSource source(String name, int... bounds) throws IOException {
        RawFiles raw = new RawFiles(folder.resolve(name));
        for (int i = 0; i + 1 < bounds.length; i++) {
            raw.write(i + ".jsonl", bounds[i], bounds[i + 1]);
        }
        return raw.source(new Share(1, 5), Share.NONE);
    }

    private static List<TokenizerFigures> figures(Map<String, CorpusSource> corpora, Share sample) {
        Map<String, Tokenizer> tokenizers = new LinkedHashMap<>();
        tokenizers.put("small", SMALL);
        tokenizers.put("large", LARGE);
        return new TokenizerComparison(tokenizers, corpora, sample)
                .figures(LocalSpark.session(), new Configuration(), Progress.silent());
    }

    @Test
    void tokenizersStandSideBySideOnEveryDistribution() throws IOException {
        Map<String, CorpusSource> corpora = new LinkedHashMap<>();
        corpora.put("P", source("p", 0, 40, 90));
        corpora.put("G", source("g", 90, 100));
        List<TokenizerFigures> figures = figures(corpora, Share.ALL);
        assertThat(figures)
                .extracting(TokenizerFigures::distribution, TokenizerFigures::tokenizer)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("P", "small"),
                        org.assertj.core.groups.Tuple.tuple("P", "large"),
                        org.assertj.core.groups.Tuple.tuple("G", "small"),
                        org.assertj.core.groups.Tuple.tuple("G", "large"));
        TokenizerFigures small = figures.get(0);
        TokenizerFigures large = figures.get(1);
        assertThat(small.documents()).isEqualTo(90);
        assertThat(small.bytes())
                .isEqualTo(IntStream.range(0, 90)
                        .mapToLong(i -> RawFiles.text(i).getBytes(StandardCharsets.UTF_8).length)
                        .sum());
        assertThat(large.words()).isEqualTo(small.words());
        assertThat(large.bytesPerToken()).isGreaterThan(small.bytesPerToken());
        assertThat(small.tokens())
                .isEqualTo(IntStream.range(0, 90)
                        .mapToLong(i -> SMALL.encoder().encode(RawFiles.text(i)).length)
                        .sum());
    }

    @Test
    void figuresDoNotDependOnHowTheTextsLieInFiles() throws IOException {
        List<TokenizerFigures> one = figures(Map.of("P", source("one", 0, 120)), new Share(1, 3));
        List<TokenizerFigures> many = figures(Map.of("P", source("many", 0, 7, 50, 51, 120)), new Share(1, 3));
        assertThat(many).isEqualTo(one);
    }

    @Test
    void aSampleIsTheSameDocumentsForAllAndSaysOfHowMany() throws IOException {
        List<TokenizerFigures> figures = figures(Map.of("P", source("p", 0, 400)), new Share(1, 4));
        long expected = IntStream.range(0, 400)
                .filter(i -> TokenizerComparison.holds(
                        new Share(1, 4), RawFiles.text(i).getBytes(StandardCharsets.UTF_8)))
                .count();
        assertThat(figures).allSatisfy(each -> {
            assertThat(each.documentsSeen()).isEqualTo(400);
            assertThat(each.documents()).isEqualTo(expected).isBetween(70L, 130L);
        });
        assertThat(figures.get(0).bytes()).isEqualTo(figures.get(1).bytes());
    }
}
