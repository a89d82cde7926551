package dev.perennial.evaluation.law;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.stream.IntStream;

/**
 * A training run step by step.
 *
 * @param rates learning rate of each local step
 * @param losses at each, in nats a token
 */
public record RatedCurve(String run, double[] rates, double[] losses) {
    public RatedCurve {
        if (rates.length != losses.length
                || IntStream.range(0, losses.length)
                        .anyMatch(step -> !(losses[step] > 0 && Double.isFinite(losses[step]) && rates[step] >= 0))) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA,
                    "Cannot fit to run '" + run + "': expected as many rates from 0 on as finite losses above 0, got "
                            + rates.length + " and " + losses.length + ". Take the metrics.jsonl of a checkpoint.");
        }
    }

    /** The step at which the rate is first as high as it gets. */
    int warmUp() {
        int highest = 0;
        for (int step = 1; step < rates.length; step++) {
            highest = rates[step] > rates[highest] ? step : highest;
        }
        return highest;
    }
}
