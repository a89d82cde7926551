package dev.perennial.mixing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Seed;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Over all seeds each index goes to each place equally often: chi-square of the cells where it went. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10, 16, 17, 30})
    void everyIndexOfASmallSizeGoesToEveryPlaceEquallyOften(int size) {
        int seeds = 4000;
        int[][] cells = new int[size][size];
        for (int seed = 0; seed < seeds; seed++) {
            Permutation permutation = new Permutation(size, new Seed(seed));
            for (int i = 0; i < size; i++) {
                cells[i][(int) permutation.apply(i)]++;
            }
        }
        // Rows and columns have fixed sums; of a permutation's cells the statistic has (n-1)^2 degrees of freedom.
        double freedom = (size - 1.0) * (size - 1.0);
        double statistic = chiSquare(cells, (double) seeds / size) * (size - 1) / size;
        assertThat(statistic).isLessThan(freedom + 5 * Math.sqrt(2 * freedom));
    }

    /** Chi-square with 99 degrees of freedom: mean 99, and below 149 in 999 of 1000 draws. */
    @ParameterizedTest
    @ValueSource(ints = {1000, 4097, 65_536, 100_000, 1_000_003})
    void imagesOfEveryTenthOfTheIndicesSpreadEvenlyOverTheTenths(int size) {
        int beyond = 0;
        int narrow = 0;
        for (int seed = 0; seed < 20; seed++) {
            Permutation permutation = new Permutation(size, new Seed(seed));
            int[][] cells = new int[10][10];
            for (int i = 0; i < size; i++) {
                cells[(int) (i * 10L / size)][(int) (permutation.apply(i) * 10 / size)]++;
            }
            double chiSquare = chiSquare(cells, size / 100.0);
            beyond += chiSquare > 149 ? 1 : 0;
            // Of 81 free cells: below 44 in one of 1000 draws, as an order would be that deals out in turn.
            narrow += chiSquare < 44 ? 1 : 0;
        }
        assertThat(beyond).isLessThanOrEqualTo(1);
        assertThat(narrow).isLessThanOrEqualTo(1);
    }

    private static double chiSquare(int[][] cells, double expected) {
        double sum = 0;
        for (int[] row : cells) {
            for (int count : row) {
                sum += (count - expected) * (count - expected) / expected;
            }
        }
        return sum;
    }

    /** Where a sequence goes says nothing of where the next one goes: 99 degrees of freedom, as above. */
    @ParameterizedTest
    @ValueSource(ints = {4097, 100_000, 1_000_003})
    void neighboursGoWhereTheyGoIndependently(int size) {
        int beyond = 0;
        for (int seed = 0; seed < 20; seed++) {
            Permutation permutation = new Permutation(size, new Seed(seed));
            int[][] cells = new int[10][10];
            for (int i = 0; i + 1 < size; i++) {
                cells[(int) (permutation.apply(i) * 10 / size)][(int) (permutation.apply(i + 1) * 10 / size)]++;
            }
            beyond += chiSquare(cells, (size - 1) / 100.0) > 149 ? 1 : 0;
        }
        assertThat(beyond).isLessThanOrEqualTo(1);
    }

    /** All six orders of three sequences in a row: 6,000 seeds, five degrees of freedom, below 20.5 in 999 of 1000 draws. */
    @ParameterizedTest
    @ValueSource(ints = {100, 777, 70_000})
    void threeNeighboursComeInAnyOrderEquallyOften(int size) {
        Map<List<Integer>, Integer> seen = new HashMap<>();
        for (int seed = 0; seed < 6000; seed++) {
            Permutation permutation = new Permutation(size, new Seed(seed));
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2));
            order.sort(Comparator.comparingLong(each -> permutation.apply(40 + each)));
            seen.merge(order, 1, Integer::sum);
        }
        int[] counts = seen.values().stream().mapToInt(Integer::intValue).toArray();
        assertThat(counts).hasSize(6);
        assertThat(chiSquare(new int[][] {counts}, 1000)).isLessThan(20.5);
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
