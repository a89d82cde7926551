package dev.perennial.mixing.packing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BestFitTest {
    private static final int CONTEXT = 16;

    private static Lengths lengths(List<Integer> tokens) {
        Lengths lengths = new Lengths();
        tokens.forEach(lengths::add);
        return lengths;
    }

    private static BestFit packed(List<Integer> tokens) {
        return new BestFit(CONTEXT, lengths(tokens), 100);
    }

    /** All stretches, by document. */
    private static List<List<Stretch>> places(BestFit packed, List<Integer> tokens) {
        List<List<Stretch>> places = new ArrayList<>();
        tokens.forEach(length -> places.add(packed.next(length)));
        return places;
    }

    @Property(tries = 300)
    void everySequenceIsFilledFromItsStartToItsEndOnce(
            @ForAll @Size(max = 80) List<@IntRange(min = 1, max = 60) Integer> tokens) {
        BestFit packed = packed(tokens);
        Map<Long, TreeMap<Integer, Stretch>> sequences = new TreeMap<>();
        places(packed, tokens)
                .forEach(places -> places.forEach(place -> assertThat(sequences
                                .computeIfAbsent(place.sequence(), each -> new TreeMap<>())
                                .put(place.offset(), place))
                        .isNull()));
        assertThat(sequences.keySet().stream().toList())
                .isEqualTo(java.util.stream.LongStream.range(100, 100 + packed.sequences())
                        .boxed()
                        .toList());
        long padding = 0;
        for (TreeMap<Integer, Stretch> sequence : sequences.values()) {
            int at = 0;
            for (Stretch place : sequence.values()) {
                assertThat(place.offset()).isEqualTo(at);
                at += place.length() + place.padding();
                padding += place.padding();
            }
            assertThat(at).isEqualTo(CONTEXT + 1);
            assertThat(sequence.headMap(sequence.lastKey()).values()).allMatch(place -> place.padding() == 0);
        }
        assertThat(padding).isEqualTo(packed.padding());
    }

    @Property(tries = 300)
    void aDocumentThatFitsStandsWholeAndOfALongerOneEveryTokenIsPredicted(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 60) Integer> tokens) {
        List<List<Stretch>> places = places(packed(tokens), tokens);
        for (int document = 0; document < tokens.size(); document++) {
            int reached = 0;
            for (Stretch place : places.get(document)) {
                // After the first, a sequence begins with the last token of the one before.
                assertThat(place.from()).isEqualTo(Math.max(0, reached - 1));
                reached = place.from() + place.length();
            }
            assertThat(reached).isEqualTo(tokens.get(document));
            assertThat(places.get(document).size() == 1).isEqualTo(tokens.get(document) <= CONTEXT + 1);
        }
    }

    /** No two sequences that are half empty: then one would have held what is in both. */
    @Property(tries = 200)
    void atMostOneSequenceIsLessThanHalfFull(
            @ForAll @Size(max = 80) List<@IntRange(min = 1, max = 40) Integer> tokens) {
        Map<Long, Integer> padding = new TreeMap<>();
        places(packed(tokens), tokens)
                .forEach(places ->
                        places.forEach(place -> padding.merge(place.sequence(), place.padding(), Integer::sum)));
        assertThat(padding.values().stream().filter(room -> 2 * room > CONTEXT + 1))
                .hasSizeLessThan(2);
    }

    @Test
    void eachGoesWhereTheLeastRoomIsLeft() {
        // By falling length: 12 opens a sequence, 10 a second, 6 fits beside 10 alone, 5 beside 12, and 1 fills the one
        // with room 1.
        List<Integer> tokens = List.of(1, 5, 12, 6, 10);
        List<List<Stretch>> places = places(packed(tokens), tokens);
        assertThat(places)
                .containsExactly(
                        List.of(new Stretch(101, 16, 0, 1, 0)),
                        List.of(new Stretch(100, 12, 0, 5, 0)),
                        List.of(new Stretch(100, 0, 0, 12, 0)),
                        List.of(new Stretch(101, 10, 0, 6, 0)),
                        List.of(new Stretch(101, 0, 0, 10, 0)));
    }

    @Test
    void whatIsCutIsCountedBesideWhatEndToEndWouldCut() {
        List<Integer> tokens = List.of(10, 10, 10, 40, 7);
        assertThat(packed(tokens).cut()).isEqualTo(1);
        // Sequences are [0, 17), [16, 33), [32, 49), [48, 65), [64, 81): the second, the fourth and none else fits in
        // none.
        assertThat(lengths(tokens).cutEndToEnd(CONTEXT)).isEqualTo(2);
    }

    @Test
    void documentsOtherThanThoseCountedAreNotPlaced() {
        assertThatThrownBy(() -> packed(List.of(4, 5)).next(5)).hasMessageContaining("counted were 4");
    }
}
