package dev.perennial.tokenize.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OverlapCountsTest {
    @Test
    void halfIsHalfAndMostIsMoreThanFourFifths() {
        assertThat(OverlapCounts.of(10, 10, 0)).isEqualTo(new OverlapCounts(1, 0, 0, 10, 10, 0, 0, 0, 0));
        assertThat(OverlapCounts.of(10, 10, 4)).isEqualTo(new OverlapCounts(1, 0, 0, 10, 10, 4, 1, 0, 0));
        assertThat(OverlapCounts.of(10, 10, 5)).isEqualTo(new OverlapCounts(1, 0, 0, 10, 10, 5, 1, 1, 0));
        assertThat(OverlapCounts.of(10, 10, 8)).isEqualTo(new OverlapCounts(1, 0, 0, 10, 10, 8, 1, 1, 0));
        assertThat(OverlapCounts.of(10, 10, 9)).isEqualTo(new OverlapCounts(1, 0, 0, 10, 10, 9, 1, 1, 1));
    }

    @Test
    void ofDocumentsTooShortOrNotSampledNothingIsSaid() {
        OverlapCounts sum = OverlapCounts.of(0, 0, 0)
                .plus(OverlapCounts.of(20, 0, 0))
                .plus(OverlapCounts.of(10, 5, 2))
                .plus(OverlapCounts.of(10, 5, 5));
        assertThat(sum).isEqualTo(new OverlapCounts(4, 1, 1, 40, 10, 7, 2, 1, 1));
        assertThat(sum.measured()).isEqualTo(2);
        assertThat(sum.seenShare()).isEqualTo(0.7);
        assertThat(sum.share(sum.halfSeen())).isEqualTo(0.5);
        assertThat(OverlapCounts.NONE.seenShare()).isZero();
    }

    @Test
    void peopleReadWhetherItWasASample() {
        OverlapCounts counts = new OverlapCounts(5, 1, 0, 4_000, 2_000, 50, 3, 2, 1);
        assertThat(new Overlap("P", "P", 13, 1, counts, Map.of()).inWords())
                .isEqualTo(
                        "2.50 % of 2,000 validation 13-grams occur in its training documents; of 4 documents 3 share any,"
                                + " 2 at least half, 1 more than 80 %");
        assertThat(new Overlap("P", "G", 13, 2, counts, Map.of()).inWords())
                .contains("13-grams (a sample of one in 2) occur in those of G;");
    }
}
