package dev.perennial.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class WordMergerTest {
    private static final String SOME_LETTERS = "abeikstuß é";
    private static final Mergers ORDERED = new Mergers(TokenizerJson.read(TinyTokenizers.gpt()));
    private static final Mergers REVERSED = new Mergers(TokenizerJson.read(TinyTokenizers.reversed()));

    private record Mergers(ShortWordMerger shortWords, LongWordMerger longWords) {
        private Mergers(TokenizerModel model) {
            this(
                    new ShortWordMerger(model.merges(), model.vocabulary()),
                    new LongWordMerger(model.merges(), model.vocabulary()));
        }

        private void agreeOn(byte[] word) {
            assertThat(merged(shortWords, word)).containsExactly(merged(longWords, word));
        }
    }

    @Property
    void theFastWayForShortWordsAndTheSafeWayForLongOnesAgree(
            @ForAll @Size(min = 1, max = ShortWordMerger.LONGEST) byte[] seeds) {
        ORDERED.agreeOn(letters(seeds, SOME_LETTERS));
    }

    /** As in Llama 3's file, where a merge may come before the one that makes its left half. */
    @Property
    void theyAgreeWhereMergesComeBeforeThoseTheyRestOn(
            @ForAll @Size(min = 1, max = ShortWordMerger.LONGEST) byte[] seeds) {
        REVERSED.agreeOn(letters(seeds, SOME_LETTERS));
    }

    @Property
    void theyAgreeOnRunsOfOneLetter(@ForAll @Size(min = 1, max = ShortWordMerger.LONGEST) byte[] seeds) {
        Mergers runs = new Mergers(TokenizerJson.read(TinyTokenizers.runs()));
        runs.agreeOn(letters(seeds, "aaaaab"));
    }

    private static byte[] letters(byte[] seeds, String alphabet) {
        byte[] letters = Utf8.of(alphabet);
        byte[] word = new byte[seeds.length];
        for (int i = 0; i < word.length; i++) {
            word[i] = letters[Math.floorMod(seeds[i], letters.length)];
        }
        return word;
    }

    @Example
    void aWordOfAMegabyteIsNotQuadratic() {
        byte[] word = Utf8.of("strasse".repeat(150_000));
        LongWordMerger longWords = ORDERED.longWords();
        merged(longWords, word);
        // Every merge takes away a token and ranks two places at most.
        assertThat(longWords.placesRanked()).isLessThan(3L * word.length);
    }

    private static int[] merged(WordMerger merger, byte[] word) {
        IdBuffer ids = new IdBuffer();
        merger.merge(word, 0, word.length, ids);
        return Arrays.copyOf(ids.array(), ids.size());
    }
}
