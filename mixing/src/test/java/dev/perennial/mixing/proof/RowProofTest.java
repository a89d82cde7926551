package dev.perennial.mixing.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Share;
import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.TokenWidth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowProofTest {
    private static final String REPLAY = "replay of old";
    private static final long FROM = 7;
    private static final TokenStream EARLIER =
            new TokenStream("old", "nowhere", Fingerprint.of("old"), 100, 8, 10, TokenWidth.UINT16);

    private final SlotPlan slots = SlotPlan.replaying(
            List.of(new SlotPlan.Part(REPLAY, new Share(1, 4))), List.of(new SlotPlan.Part("new", new Share(3, 4))));
    private final Permutation order = new Permutation(100, new Seed(5));
    private final RowProof proof = new RowProof(
            slots, Map.of(0, new RowProof.Replayed(EARLIER, FROM), 1, new RowProof.Fresh(100, 0, List.of(order))));

    @Test
    void aStreamAsPlannedIsProved() {
        for (long position = 0; position < 40; position++) {
            Sequence row = planned(position);
            assertThat(proof.check(row)).isEmpty();
        }
    }

    @Test
    void aRowOfAnotherPartIsFound() {
        Sequence row = planned(0);
        assertThat(proof.check(with(row, REPLAY, row.origin()))).get().satisfies(found -> assertThat(found.toString())
                .isEqualTo("position 0: the part is 'replay of old', planned was 'new'"));
    }

    @Test
    void twoSequencesThatChangedPlacesAreFound() {
        Sequence row = planned(1);
        assertThat(proof.check(with(row, "new", planned(2).origin()))).isPresent();
    }

    @Test
    void aReplayFromAnotherPositionIsFound() {
        Sequence row = planned(3);
        assertThat(row.part()).isEqualTo(REPLAY);
        assertThat(proof.check(with(row, REPLAY, row.origin() + 1))).isPresent();
    }

    private Sequence planned(long position) {
        SlotPlan.Slot slot = slots.at(position);
        long origin = slot.part() == 0 ? FROM + slot.index() : sequenceAt(slot.index());
        return new Sequence(position, slots.names().get(slot.part()), origin, new byte[] {1, 2}, List.of());
    }

    private long sequenceAt(long index) {
        for (long sequence = 0; sequence < 100; sequence++) {
            if (order.apply(sequence) == index) {
                return sequence;
            }
        }
        throw new AssertionError("a permutation reaches every index");
    }

    private static Sequence with(Sequence row, String part, long origin) {
        return new Sequence(row.position(), part, origin, row.tokens(), row.spans());
    }
}
