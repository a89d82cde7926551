package dev.perennial.training.checkpoint;

import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.Difference;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Holds a ledger against the plan: its chain is whole, its rounds lie end to end, and each consumed of every part what was planned. */
public record LedgerProof(TokenStream stream, SlotPlan slots) {

    /** The first difference, or none: then what was consumed is proved. */
    public Optional<Difference> check(Iterable<String> lines) {
        String previous = stream.fingerprint().hex();
        long position = 0;
        for (String text : lines) {
            LedgerLine line = LedgerLine.read(text);
            if (!line.previous().equals(previous)) {
                return differs(position, "the ledger's chain breaks at round " + line.round());
            }
            if (line.from() != position || line.to() <= position) {
                return differs(position, "round " + line.round() + " says it began at " + line.from());
            }
            Map<String, Long> planned = planned(line.from(), line.to());
            if (!line.parts().equals(planned)) {
                return differs(
                        position, "round " + line.round() + " consumed " + line.parts() + ", planned was " + planned);
            }
            position = line.to();
            previous = LedgerLine.hash(text);
        }
        return position == stream.sequences()
                ? Optional.empty()
                : differs(position, "the ledger ends here, the stream at " + stream.sequences());
    }

    private Map<String, Long> planned(long from, long to) {
        Map<String, Long> planned = new TreeMap<>();
        for (int part = 0; part < slots.names().size(); part++) {
            long count = slots.count(part, to) - slots.count(part, from);
            if (count > 0) {
                planned.put(slots.names().get(part), count);
            }
        }
        return planned;
    }

    private static Optional<Difference> differs(long position, String message) {
        return Optional.of(new Difference(position, message));
    }
}
