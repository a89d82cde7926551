package dev.perennial.mixing.proof;

import dev.perennial.mixing.Permutation;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.TokenStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says of one row whether it is what the plan puts at its position.
 *
 * @param parts by index in the slot plan: where each part comes from
 * @param held ids of all validation documents, in hex
 */
public record RowProof(SlotPlan slots, Map<Integer, Origin> parts, Set<String> held) implements Serializable {

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

    /** Compares a row; {@code earlier} is the row of the replayed stream at its origin, if it is a replay. */
    public Optional<Difference> check(Sequence row, Optional<Sequence> earlier) {
        SlotPlan.Slot slot = slots.at(row.position());
        String planned = slots.names().get(slot.part());
        if (!row.part().equals(planned)) {
            return differs(row, "the part is '" + row.part() + "', planned was '" + planned + "'");
        }
        long index = indexOf(row.origin(), slot);
        if (index != slot.index()) {
            return differs(
                    row,
                    "origin " + row.origin() + " of '" + planned + "' is its element " + index + ", planned was "
                            + slot.index());
        }
        for (Span span : row.spans()) {
            String document = HexFormat.of().formatHex(span.document());
            if (held.contains(document)) {
                return differs(row, "document " + document + " is held out for validation");
            }
        }
        return earlier.filter(before -> !same(before, row))
                .flatMap(before ->
                        differs(row, "it is not what stood at position " + row.origin() + " of the earlier stream"));
    }

    /** The earlier stream that the row at this position replays, if it does. */
    public Optional<TokenStream> replayed(long position) {
        return parts.get(slots.at(position).part()) instanceof Earlier earlier
                ? Optional.of(earlier.stream())
                : Optional.empty();
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

    private static boolean same(Sequence left, Sequence right) {
        return Arrays.equals(left.tokens(), right.tokens())
                && Arrays.equals(Span.packAll(left.spans()), Span.packAll(right.spans()));
    }

    private static Optional<Difference> differs(Sequence row, String message) {
        return Optional.of(new Difference(row.position(), message));
    }
}
