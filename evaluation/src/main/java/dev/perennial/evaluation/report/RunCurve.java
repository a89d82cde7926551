package dev.perennial.evaluation.report;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One training run: where it came from and how its loss and learning rate went.
 *
 * @param parent the run it continues; none where it began from scratch
 * @param replay the share of earlier data in its stream; none where the question does not arise
 * @param newDistribution the distribution it was to learn; none for a run that only pre-trained
 * @param before tokens that its ancestors had consumed when it began
 * @param tokens tokens consumed at each recorded point
 * @param loss training loss there, in nats a token
 * @param rate learning rate there
 */
public record RunCurve(
        String name,
        String title,
        Optional<String> parent,
        Optional<Share> replay,
        Optional<String> newDistribution,
        long before,
        long[] tokens,
        double[] loss,
        double[] rate) {
    public RunCurve {
        if (tokens.length != loss.length || tokens.length != rate.length) {
            throw new PerennialException(
                    ErrorCode.DEFECT,
                    "Cannot report run " + name + ": its columns differ in length, got " + tokens.length + ", "
                            + loss.length + ", " + rate.length + ", expected equal ones. Please report this defect.");
        }
    }

    /** The same run with at most about that many points, evenly taken and with the last: a page need not hold a million. */
    RunCurve thinned(int points) {
        int stride = (tokens.length + points - 1) / points;
        if (stride <= 1) {
            return this;
        }
        int last = tokens.length - 1;
        int[] kept = IntStream.rangeClosed(0, last)
                .filter(index -> index % stride == 0 || index == last)
                .toArray();
        return new RunCurve(
                name,
                title,
                parent,
                replay,
                newDistribution,
                before,
                IntStream.of(kept).mapToLong(index -> tokens[index]).toArray(),
                IntStream.of(kept).mapToDouble(index -> loss[index]).toArray(),
                IntStream.of(kept).mapToDouble(index -> rate[index]).toArray());
    }
}
