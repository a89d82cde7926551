package dev.perennial.mixing.proof;

import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.TokenStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says of one row whether it is what the plan puts at its position.
 *
 * @param parts by index in the slot plan: where each part comes from
 */
public record RowProof(SlotPlan slots, Map<Integer, Origin> parts) implements Serializable {

    /** Where a part's sequences come from. */
    public sealed interface Origin extends Serializable {}

    /** A text of {@code available} sequences, in a keyed order for each pass, from the {@code skipped}-th on. */
    public record Fresh(long available, long skipped, List<Permutation> orders) implements Origin {}

    /** An earlier stream from a position on. */
    public sealed interface Earlier extends Origin {
        TokenStream stream();

        long from();

        /** The end of the positions that hold the first {@code taken} elements. */
        long end(long taken);

        /** Which element of the part the row at a position of the earlier stream is. */
        long index(long position);
    }

    /** In its original order. */
    public record Replayed(TokenStream stream, long from) implements Earlier {
        @Override
        public long end(long taken) {
            return from + taken;
        }

        @Override
        public long index(long position) {
            return position - from;
        }
    }

    /** In a keyed order. */
    public record Reshuffled(TokenStream stream, long from, Permutation order) implements Earlier {
        @Override
        public long end(long taken) {
            return stream.sequences();
        }

        @Override
        public long index(long position) {
            return order.apply(position - from);
        }
    }

    /** Compares what a row says of itself; its tokens and spans are compared with what the documents give. */
    public Optional<Difference> check(Sequence row) {
        SlotPlan.Slot slot = slots.at(row.position());
        String planned = slots.names().get(slot.part());
        if (!row.part().equals(planned)) {
            return differs(row, "the part is '" + row.part() + "', planned was '" + planned + "'");
        }
        long index = indexOf(row.origin(), slot);
        return index == slot.index()
                ? Optional.empty()
                : differs(
                        row,
                        "origin " + row.origin() + " of '" + planned + "' is its element " + index + ", planned was "
                                + slot.index());
    }

    /** The element of its part that an origin stands for; -1 if there is no such origin. */
    private long indexOf(long origin, SlotPlan.Slot slot) {
        Origin from = parts.get(slot.part());
        if (from instanceof Earlier earlier) {
            return origin < earlier.from() || origin >= earlier.stream().sequences() ? -1 : earlier.index(origin);
        }
        Fresh fresh = (Fresh) from;
        if (origin < 0 || origin >= fresh.available()) {
            return -1;
        }
        int pass = (int) ((slot.index() + fresh.skipped()) / fresh.available());
        return pass * fresh.available() + fresh.orders().get(pass).apply(origin) - fresh.skipped();
    }

    private static Optional<Difference> differs(Sequence row, String message) {
        return Optional.of(new Difference(row.position(), Difference.Reason.PLAN, message));
    }
}
