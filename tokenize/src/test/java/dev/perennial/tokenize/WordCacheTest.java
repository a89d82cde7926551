package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordCacheTest {
    private static final long HIGH = 1L << 60;
    private static final int MORE_THAN_FIT = 300_000;

    @Test
    void wordsAreForgottenWhenItIsFullButNeverConfused() {
        WordCache cache = new WordCache();
        for (int word = 0; word < MORE_THAN_FIT; word++) {
            IdBuffer ids = new IdBuffer();
            for (int id : tokens(word)) {
                ids.add(id);
            }
            cache.makeRoom(1);
            cache.put(word, HIGH, ids, 0);
        }
        int remembered = 0;
        for (int word = 0; word < MORE_THAN_FIT; word++) {
            long found = cache.find(word, HIGH);
            if (found != PackedWords.NOTHING) {
                IdBuffer ids = new IdBuffer();
                cache.appendTo(ids, found);
                assertThat(ids.array()).startsWith(tokens(word));
                assertThat(ids.size()).isEqualTo(tokens(word).length);
                remembered++;
            }
        }
        assertThat(remembered).isBetween(1, MORE_THAN_FIT - 1);
    }

    /** One to five, so that some fit into a long and some do not, and some of them as large as ids become. */
    private static int[] tokens(int word) {
        return IntStream.rangeClosed(0, word % 5)
                .map(place -> place == 1 ? MergeTable.MOST_TOKENS - 1 : word + place)
                .toArray();
    }
}
