package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class WordMergerTest {
    private static final TokenizerModel MODEL = TokenizerJson.read(TinyTokenizers.gpt());
    private static final String SOME_LETTERS = "abeikstuß é";

    private final ShortWordMerger shortWords = new ShortWordMerger(MODEL.merges(), MODEL.vocabulary());
    private final LongWordMerger longWords = new LongWordMerger(MODEL.merges(), MODEL.vocabulary());

    @Property
    void theFastWayForShortWordsAndTheSafeWayForLongOnesAgree(
            @ForAll @Size(min = 1, max = ShortWordMerger.LONGEST) byte[] seeds) {
        byte[] letters = Utf8.of(SOME_LETTERS);
        byte[] word = new byte[seeds.length];
        for (int i = 0; i < word.length; i++) {
            word[i] = letters[Math.floorMod(seeds[i], letters.length)];
        }
        assertThat(merged(shortWords, word)).containsExactly(merged(longWords, word));
    }

    @Example
    void aWordOfAMegabyteIsNotQuadratic() {
        byte[] word = Utf8.of("strasse".repeat(150_000));
        merged(longWords, word);
        // Every merge takes away a token and queues two pairs at most.
        assertThat(longWords.pairsQueued()).isLessThan(3L * word.length);
    }

    private static int[] merged(WordMerger merger, byte[] word) {
        IdBuffer ids = new IdBuffer();
        merger.merge(word, 0, word.length, ids);
        return Arrays.copyOf(ids.array(), ids.size());
    }
}
