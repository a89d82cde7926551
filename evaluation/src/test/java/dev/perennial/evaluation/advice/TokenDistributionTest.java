package dev.perennial.evaluation.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.PerennialException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenDistributionTest {
    private static double divergence(long[] one, long[] other) {
        return new TokenDistribution(one).divergence(new TokenDistribution(other));
    }

    @Test
    void equalSharesDoNotDivergeWhateverTheLength() {
        assertThat(divergence(new long[] {1, 2, 3}, new long[] {10, 20, 30})).isZero();
    }

    @Test
    void nothingInCommonIsOneBit() {
        assertThat(divergence(new long[] {3, 0}, new long[] {0, 5})).isEqualTo(1);
    }

    /** H(3/4, 1/4) - H(1/2, 1/2) / 2 = 0.811278 - 0.5. */
    @Test
    void handComputed() {
        assertThat(divergence(new long[] {1, 0}, new long[] {1, 1})).isCloseTo(0.311278, within(1e-6));
    }

    /** {@code scipy.spatial.distance.jensenshannon(p, q, 2) ** 2}, SciPy 1.17.1. */
    @Test
    void asSciPyHasIt() {
        assertThat(divergence(new long[] {10, 0, 5, 1}, new long[] {1, 7, 5, 3}))
                .isCloseTo(0.43501314518833817, within(1e-14));
        assertThat(divergence(new long[] {1, 4, 5}, new long[] {4, 3, 3}))
                .isCloseTo(0.09291452749618544, within(1e-14));
    }

    @Property(tries = 200)
    void liesBetweenNoneAndOneBitAndHasNoSide(@ForAll @Size(8) int[] one, @ForAll @Size(8) int[] other) {
        long[] first = counts(one);
        long[] second = counts(other);
        double there = divergence(first, second);
        assertThat(there).isBetween(0.0, 1.0 + 1e-12).isCloseTo(divergence(second, first), within(1e-12));
    }

    private static long[] counts(int[] drawn) {
        long[] counts = new long[drawn.length];
        for (int id = 0; id < drawn.length; id++) {
            counts[id] = Math.floorMod(drawn[id], 1_000) + 1;
        }
        return counts;
    }

    @Test
    void countsAddUp() {
        TokenDistribution sum = new TokenDistribution(new long[] {1, 0}).plus(new TokenDistribution(new long[] {1, 2}));
        assertThat(sum.tokens()).isEqualTo(4);
        assertThat(sum.divergence(new TokenDistribution(new long[] {5, 5}))).isZero();
    }

    @Test
    void twoVocabulariesAreNotCompared() {
        assertThatThrownBy(() -> divergence(new long[] {1, 1}, new long[] {1, 1, 1}))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("got 3 entries, expected 2");
    }
}
