package dev.perennial.training.plan;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import java.util.Optional;

/**
 * What a plan must know of a cluster and Spark has no setting for: the keys under {@code spark.perennial.plan.} in its file.
 *
 * @param executors where neither {@code spark.executor.instances} nor {@code spark.cores.max} says how many
 * @param gpu of each task; without one, the processors compute
 * @param precision of products on it
 * @param utilisationLow share of the peak that a step reaches at least, where nothing was measured
 * @param utilisationHigh and at most
 * @param coreGigaflops what a core reaches in products of matrices alone; without it, as the measured machine's, or 60
 * @param networkGigabits of an executor's machine, a second
 * @param diskGigabytes that an executor may spill to
 * @param storageGigabytes that the workspace may take
 */
public record ClusterExtras(
        Optional<Integer> executors,
        Optional<Gpu> gpu,
        @Default("bf16") Gpu.Precision precision,
        @Default("30 %") Share utilisationLow,
        @Default("60 %") Share utilisationHigh,
        Optional<Double> coreGigaflops,
        @Default("10") double networkGigabits,
        Optional<Long> diskGigabytes,
        Optional<Long> storageGigabytes) {

    public ClusterExtras {
        if (utilisationLow.isNone() || utilisationLow.approximately() > utilisationHigh.approximately()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot plan: the utilisation is no range, got " + utilisationLow.percent() + " to "
                            + utilisationHigh.percent() + ", expected more than 0, the lower number first.");
        }
        if (networkGigabits <= 0) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot plan: network-gigabits does not fit, got " + networkGigabits + ", expected more than 0.");
        }
    }

    Estimate utilisation() {
        return new Estimate(utilisationLow.approximately(), utilisationHigh.approximately());
    }
}
