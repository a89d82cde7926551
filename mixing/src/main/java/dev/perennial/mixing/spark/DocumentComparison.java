package dev.perennial.mixing.spark;

import dev.perennial.mixing.proof.Account;
import dev.perennial.mixing.proof.Difference;
import dev.perennial.mixing.proof.Difference.Reason;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what was planned of each document with what was built of it, in a Spark task; all traces of a document come one after
 * another, in the order of their kinds. One document's traces are held at a time.
 */
final class DocumentComparison {
    private static final String NO_DOMAIN = "unknown";

    /** A first difference of some documents, if there is one, and the accounts of all of them. */
    record Found(List<Difference> first, List<Account> accounts) implements Serializable {}

    private record Place(long position, int offset) {}

    private record Key(String part, String domain) {}

    private final Map<Key, long[]> accounts = new HashMap<>();
    private final Map<Place, Trace> planned =
            new TreeMap<>(Comparator.comparingLong(Place::position).thenComparingInt(Place::offset));
    private Difference first;
    private byte[] document = new byte[0];
    private String domain = NO_DOMAIN;
    private boolean held;

    static Found of(Iterator<Trace> traces) {
        DocumentComparison comparison = new DocumentComparison();
        while (traces.hasNext()) {
            comparison.add(traces.next());
        }
        comparison.finishDocument();
        List<Account> accounts = new ArrayList<>();
        comparison.accounts.forEach(
                (key, tokens) -> accounts.add(new Account(key.part(), key.domain(), tokens[0], tokens[1])));
        return new Found(comparison.first == null ? List.of() : List.of(comparison.first), accounts);
    }

    private void add(Trace trace) {
        if (!Arrays.equals(trace.document(), document)) {
            finishDocument();
            document = trace.document();
        }
        switch (trace.kind()) {
            case TRAINED -> domain = trace.note();
            case HELD -> held = true;
            case PLANNED -> plan(trace);
            case BUILT -> build(trace);
            case FAULT -> differs(trace, Reason.PLAN, trace.note());
        }
    }

    private void plan(Trace trace) {
        account(trace)[0] += trace.predicted();
        planned.put(new Place(trace.position(), trace.offset()), trace);
    }

    private void build(Trace trace) {
        account(trace)[1] += trace.predicted();
        Trace plan = planned.remove(new Place(trace.position(), trace.offset()));
        if (held) {
            differs(trace, Reason.HELD_OUT, "document " + name() + " is held out for validation");
        } else if (plan == null) {
            differs(
                    trace,
                    Reason.CONTENT,
                    "document " + name() + " stands at token " + trace.offset() + ", which was not planned");
        } else if (plan.hash() != trace.hash()) {
            differs(
                    trace,
                    Reason.CONTENT,
                    "from token " + trace.offset() + " on it is not what " + place(plan) + " holds of document "
                            + name());
        }
    }

    private void finishDocument() {
        planned.values()
                .forEach(trace -> differs(
                        trace,
                        Reason.ABSENT,
                        "document " + name() + " of " + place(trace) + " does not stand at token " + trace.offset()));
        planned.clear();
        domain = NO_DOMAIN;
        held = false;
    }

    private long[] account(Trace trace) {
        return accounts.computeIfAbsent(new Key(trace.part(), domain), key -> new long[2]);
    }

    private static String place(Trace trace) {
        return "'" + trace.part() + "', " + trace.origin() + ",";
    }

    private String name() {
        return HexFormat.of().formatHex(document);
    }

    private void differs(Trace trace, Reason reason, String message) {
        Difference difference = new Difference(trace.position(), reason, message);
        first = first == null || difference.compareTo(first) < 0 ? difference : first;
    }
}
