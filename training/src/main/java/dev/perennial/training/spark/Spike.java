package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.Sequence;
import java.util.HexFormat;
import java.util.List;

/** A loss that stops a run, with all that is needed to look into it. */
final class Spike extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 12;

    Spike(long round, int worker, int step, List<Sequence> rows, double loss, double limit) {
        super("the loss of step " + step + " of worker " + worker + " in round " + round + ", positions "
                + rows.get(0).position() + " to " + rows.get(rows.size() - 1).position() + ", is a spike, got " + loss
                + ", expected " + (limit == Double.MAX_VALUE ? "a number" : "at most " + limit)
                + ". Documents of the batch: " + documents(rows));
    }

    /** The error that ends the run; {@code lastGood} says what it can go on from. */
    PerennialException ending(String run, String lastGood) {
        return new PerennialException(
                ErrorCode.DIVERGED,
                "Cannot go on training '" + run + "': " + getMessage() + ". Last good state: " + lastGood
                        + ". Look at the batch with lineage --stage " + run
                        + " --position N; set training.on-spike = skip-batch and run again to go on without it, or"
                        + " lower the peak learning rate or lengthen the warm-up.");
    }

    private static String documents(List<Sequence> rows) {
        List<String> ids = rows.stream()
                .flatMap(row -> row.spans().stream())
                .map(span -> HexFormat.of().formatHex(span.document()))
                .distinct()
                .toList();
        String shown = String.join(" ", ids.subList(0, Math.min(SHOWN, ids.size())));
        return ids.size() <= SHOWN ? shown : shown + " and " + (ids.size() - SHOWN) + " more";
    }
}
