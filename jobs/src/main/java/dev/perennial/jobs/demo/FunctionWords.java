package dev.perennial.jobs.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells the language of a text by the share of its words that are a language's little words: enough for parliament's prose. */
final class FunctionWords {
    private static final double LEAST_SHARE = 0.12;
    private static final int FEWEST_WORDS = 8;
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+");

    private final Map<String, List<String>> languagesOfWord = new HashMap<>();

    FunctionWords() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(FunctionWords.class.getResourceAsStream("function-words.txt")),
                StandardCharsets.UTF_8))) {
            lines.lines().map(line -> Arrays.asList(line.split(" "))).forEach(this::learn);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void learn(List<String> languageAndWords) {
        for (String word : languageAndWords.subList(1, languageAndWords.size())) {
            languagesOfWord.computeIfAbsent(word, ignored -> new ArrayList<>()).add(languageAndWords.get(0));
        }
    }

    /** The two-letter code of the text's language, or none where no language has enough of the words. */
    Optional<String> language(String text) {
        Map<String, Integer> hits = new HashMap<>();
        int words = 0;
        for (String word : BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT))) {
            words++;
            languagesOfWord.getOrDefault(word, List.of()).forEach(language -> hits.merge(language, 1, Integer::sum));
        }
        if (words < FEWEST_WORDS) {
            return Optional.empty();
        }
        double fewest = LEAST_SHARE * words;
        return hits.entrySet().stream()
                .filter(hit -> hit.getValue() >= fewest)
                // Equal counts are decided by name, so that every run decides alike.
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }
}
