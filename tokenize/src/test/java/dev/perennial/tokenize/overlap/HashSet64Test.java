package dev.perennial.tokenize.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class HashSet64Test {
    @Property
    void itHoldsWhatWasAddedAndNothingElse(@ForAll @Size(max = 250) List<@LongRange(min = 2, max = 300) Long> added) {
        HashSet64 set = new HashSet64();
        Set<Long> expected = new HashSet<>();
        for (long hash : added) {
            set.add(hash);
            expected.add(hash);
        }
        Set<Integer> slots = new HashSet<>();
        for (long hash = 2; hash <= 300; hash++) {
            assertThat(set.slotOf(hash) >= 0).isEqualTo(expected.contains(hash));
            if (expected.contains(hash)) {
                slots.add(set.slotOf(hash));
            }
        }
        assertThat(slots).hasSize(expected.size()).allMatch(slot -> slot < set.slots());
        assertThat(set.size()).isEqualTo(expected.size());
        assertThat(set.toArray()).containsExactlyInAnyOrder(expected.toArray(Long[]::new));
    }

    @Example
    void zeroIsAHashToo() {
        HashSet64 set = new HashSet64();
        assertThat(set.slotOf(0)).isEqualTo(-1);
        set.add(0);
        assertThat(set.slotOf(0)).isNotNegative();
    }

    @Example
    void aSampleHoldsOneHashInSoMany() {
        HashSample sample = HashSample.of(1_000, 300);
        assertThat(sample.oneIn()).isEqualTo(4);
        SplittableRandom random = new SplittableRandom(3);
        long held = random.longs(40_000).filter(hash -> sample.holds(hash)).count();
        assertThat(held).isBetween(9_500L, 10_500L);
        assertThat(HashSample.of(300, 300).holds(7)).isTrue();
        assertThat(HashSample.of(0, 300).oneIn()).isEqualTo(1);
    }
}
