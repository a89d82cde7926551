package dev.perennial.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Seed;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PermutationTest {
    @Test
    void everySizeUpTo5000IsMappedOntoItself() {
        for (int size = 1; size <= 5000; size += size < 300 ? 1 : 47) {
            Permutation permutation = new Permutation(size, new Seed(size));
            BitSet images = new BitSet(size);
            for (int i = 0; i < size; i++) {
                images.set((int) permutation.apply(i));
            }
            assertThat(images.length()).isEqualTo(size);
            assertThat(images.cardinality()).isEqualTo(size);
        }
    }

    @Property(tries = 100)
    void largeSizesKeepApartWhatIsApart(@ForAll @LongRange(min = 1 << 20) long size, @ForAll long seed) {
        Permutation permutation = new Permutation(size, new Seed(seed));
        Set<Long> images = new HashSet<>();
        for (long i = 0; i < 500; i++) {
            images.add(permutation.apply(i));
            images.add(permutation.apply(size - 1 - i));
        }
        assertThat(images).hasSize(1000).allMatch(image -> image >= 0 && image < size);
    }

    @Test
    void theSameSeedGivesTheSameOrderAndAnotherGivesAnother() {
        Permutation one = new Permutation(1000, new Seed(1));
        Permutation again = new Permutation(1000, new Seed(1));
        Permutation other = new Permutation(1000, new Seed(2));
        int equal = 0;
        for (int i = 0; i < 1000; i++) {
            assertThat(again.apply(i)).isEqualTo(one.apply(i));
            equal += one.apply(i) == other.apply(i) ? 1 : 0;
        }
        assertThat(equal).isLessThan(10);
    }

    /** Chi-square with 99 degrees of freedom: mean 99, and below 149 in 999 of 1000 draws. */
    @Test
    void imagesOfEveryTenthOfTheIndicesSpreadEvenlyOverTheTenths() {
        int size = 100_000;
        int beyond = 0;
        for (int seed = 0; seed < 20; seed++) {
            Permutation permutation = new Permutation(size, new Seed(seed));
            int[][] cells = new int[10][10];
            for (int i = 0; i < size; i++) {
                cells[i * 10 / size][(int) (permutation.apply(i) * 10 / size)]++;
            }
            double chiSquare = 0;
            for (int[] row : cells) {
                for (int count : row) {
                    chiSquare += (count - 1000.0) * (count - 1000.0) / 1000.0;
                }
            }
            beyond += chiSquare > 149 ? 1 : 0;
        }
        assertThat(beyond).isLessThanOrEqualTo(1);
    }

    /** Of neighbours, each order is as likely: 2,000 seeds, four standard deviations. */
    @Test
    void twoNeighboursComeInEitherOrderEquallyOften() {
        int ascending = 0;
        for (int seed = 0; seed < 2000; seed++) {
            Permutation permutation = new Permutation(777, new Seed(seed));
            ascending += permutation.apply(5) < permutation.apply(6) ? 1 : 0;
        }
        assertThat(ascending).isBetween(911, 1089);
    }
}
