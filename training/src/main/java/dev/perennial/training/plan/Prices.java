package dev.perennial.training.plan;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.Map;

/**
 * What things cost, from a file of the user's own: no price is built in.
 *
 * @param currency for people
 * @param executorHour an hour of an executor's machine or its part of one, its GPUs included
 * @param executorHourOf the same of single clusters, by name, where several are compared
 * @param driverHour likewise
 * @param storageGigabyteMonth a gigabyte of the workspace for a month
 */
public record Prices(
        String currency,
        double executorHour,
        @Default("{}") Map<String, Double> executorHourOf,
        @Default("0") double driverHour,
        @Default("0") double storageGigabyteMonth) {

    public Prices {
        if (executorHour < 0
                || executorHourOf.values().stream().anyMatch(price -> price < 0)
                || driverHour < 0
                || storageGigabyteMonth < 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot price a run: a price does not fit, got " + executorHour + ", " + executorHourOf + ", "
                            + driverHour + " and " + storageGigabyteMonth + ", expected zero or more.");
        }
    }

    /** All executors and the driver, for as long as it takes. */
    Estimate of(Estimate seconds, Cluster cluster) {
        double executor = executorHourOf.getOrDefault(cluster.name(), executorHour);
        return seconds.times((executor * cluster.executors() + driverHour) / 3600);
    }
}
