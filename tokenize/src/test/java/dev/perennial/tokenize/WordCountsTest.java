package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordCountsTest {
    @Test
    void wordsAreCountedWithTheSpaceBeforeThemAndSortedByTheirBytes() {
        WordCounts counts = new WordCounts();
        counts.count("ba ke ba");
        counts.count("ba éba");
        assertThat(asMap(counts))
                .containsExactly(entry(" ba", 1L), entry(" ke", 1L), entry(" éba", 1L), entry("ba", 2L));
    }

    @Test
    void partsAddUpToTheWhole() {
        WordCounts whole = new WordCounts();
        WordCounts first = new WordCounts();
        WordCounts second = new WordCounts();
        for (String text : MadeUpText.of(3_000).split("(?<=\n)")) {
            whole.count(text);
            (text.length() % 2 == 0 ? first : second).count(text);
        }
        second.addAll(first);
        assertThat(asMap(second)).containsExactlyEntriesOf(asMap(whole));
    }

    @Test
    void malformedBytesCountAsTheReplacementCharacter() {
        WordCounts counts = new WordCounts();
        counts.count(new byte[] {'a', (byte) 0xC0}, 0, 2);
        assertThat(asMap(counts)).containsExactly(entry("a", 1L), entry("\uFFFD", 1L));
    }

    private static Map<String, Long> asMap(WordCounts counts) {
        Map<String, Long> map = new LinkedHashMap<>();
        counts.sorted().forEach(each -> map.put(new String(each.word(), StandardCharsets.UTF_8), each.count()));
        return map;
    }
}
