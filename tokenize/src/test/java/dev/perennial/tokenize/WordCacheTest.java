package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordCacheTest {
    private static final long HIGH = 1L << 60;
    private static final int MORE_THAN_FIT = 200_000;

    @Test
    void wordsAreForgottenWhenItIsFullButNeverConfused() {
        WordCache cache = new WordCache();
        for (int word = 0; word < MORE_THAN_FIT; word++) {
            IdBuffer ids = new IdBuffer();
            ids.add(word);
            cache.put(word, HIGH, ids, 0);
        }
        int remembered = 0;
        for (int word = 0; word < MORE_THAN_FIT; word++) {
            int slot = cache.slotOf(word, HIGH);
            if (!cache.isFree(slot)) {
                IdBuffer ids = new IdBuffer();
                cache.appendTo(ids, slot);
                assertThat(ids.array()[0]).isEqualTo(word);
                remembered++;
            }
        }
        assertThat(remembered).isBetween(1, MORE_THAN_FIT - 1);
    }
}
