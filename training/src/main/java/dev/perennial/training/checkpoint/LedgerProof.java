package dev.perennial.training.checkpoint;

import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.Difference;
import dev.perennial.training.round.Rounds;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Holds a ledger against the plan: its chain is whole, its rounds lie end to end, and each trained on or
 * skipped of every part what was planned. */
public record LedgerProof(TokenStream stream, SlotPlan slots, Rounds rounds) {

    /**
     * The first difference, or none: then what was consumed is proved.
     *
     * @param last hash of the last line, as the state beside the ledger has it: no line after it holds that one
     */
    public Optional<Difference> check(Iterable<String> lines, String last) {
        return check(lines, last, stream.sequences());
    }

    /** The same of a run's first part, which ends at a position. */
    public Optional<Difference> check(Iterable<String> lines, String last, long end) {
        String previous = stream.fingerprint().hex();
        long position = 0;
        long before = 0;
        long round = 0;
        for (String text : lines) {
            Optional<LedgerLine> read = read(text);
            if (read.isEmpty()) {
                return differs(position, "the line of round " + round + " cannot be read");
            }
            LedgerLine line = read.get();
            if (!line.previous().equals(previous)) {
                return differs(position, "the ledger's chain breaks at round " + line.round());
            }
            long next = rounds.consumed(round + 1);
            if (line.round() != round || line.from() != position || line.to() != next) {
                return differs(
                        position,
                        "round " + line.round() + " says it went from " + line.from() + " to " + line.to()
                                + ", planned was round " + round + " to " + next);
            }
            Map<String, Long> consumed = new TreeMap<>(line.parts());
            for (SkippedBatch skipped : line.skipped()) {
                if (!isPlanned(round, skipped)) {
                    return differs(position, "round " + round + " skipped what is no batch of it: " + skipped);
                }
                skipped.parts().forEach((part, count) -> consumed.merge(part, count, Long::sum));
            }
            Map<String, Long> planned = planned(line.from(), line.to());
            if (!consumed.equals(planned)) {
                return differs(position, "round " + round + " consumed " + consumed + ", planned was " + planned);
            }
            before = position;
            position = next;
            round++;
            previous = LedgerLine.hash(text);
        }
        if (position != end) {
            return differs(position, "the ledger ends here, the stream at " + end);
        }
        return previous.equals(last)
                ? Optional.empty()
                : differs(before, "the ledger's last line is not the one that training wrote");
    }

    private static Optional<LedgerLine> read(String text) {
        try {
            return Optional.of(LedgerLine.read(text));
        } catch (PerennialException e) {
            return Optional.empty();
        }
    }

    private boolean isPlanned(long round, SkippedBatch skipped) {
        Rounds.Window window = rounds.window(round, skipped.worker());
        long from = window.from() + (long) skipped.step() * rounds.plan().batch();
        long to = Math.min(from + rounds.plan().batch(), window.to());
        return skipped.from() == from && skipped.to() == to && skipped.parts().equals(planned(from, to));
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
        return Optional.of(new Difference(position, Difference.Reason.CONSUMED, message));
    }
}
