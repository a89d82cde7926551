package dev.perennial.training.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.perennial.conf.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an experiment takes on one cluster.
 *
 * @param money for the time of all machines; none without a price file
 * @param storageMoney a month
 * @param problems all that cannot fit
 * @param assumptions what the ranges rest on
 */
public record Forecast(
        String cluster,
        int executors,
        int threads,
        boolean gpu,
        Layout layout,
        MemoryNeeds memory,
        long heapGranted,
        long driverGranted,
        Traffic traffic,
        Storage storage,
        Times times,
        Optional<Estimate> money,
        Optional<Double> storageMoney,
        List<Problem> problems,
        List<String> assumptions) {

    public static Forecast of(
            Demand demand, Cluster cluster, Optional<Calibration> calibration, Optional<Prices> prices) {
        Layout layout = Layout.of(demand.rounds(), cluster);
        MemoryNeeds memory = MemoryNeeds.of(demand, cluster, layout, calibration);
        Traffic traffic = Traffic.of(demand.model(), demand.rounds(), layout.tasks());
        Storage storage = Storage.of(demand);
        Speed speed = Speed.of(demand, cluster, calibration);
        Times times = new Durations(demand, cluster, layout, traffic, speed, calibration).times();
        return new Forecast(
                cluster.name(),
                cluster.executors(),
                cluster.threads(),
                cluster.extras().gpu().isPresent(),
                layout,
                memory,
                cluster.limits().heap(),
                cluster.driverHeap(),
                traffic,
                storage,
                times,
                prices.map(price -> price.of(times.total(), cluster)),
                prices.map(price -> price.storageGigabyteMonth() * storage.total() / 1e9),
                new Fit(demand, cluster, memory, storage).problems(),
                assumptions(cluster, layout, speed, calibration));
    }

    private static List<String> assumptions(
            Cluster cluster, Layout layout, Speed speed, Optional<Calibration> calibration) {
        List<String> assumed = new ArrayList<>();
        assumed.add("speed: " + speed.basis());
        if (layout.idleSlots() > 0) {
            assumed.add(layout.idleSlots() + " of " + cluster.allSlots()
                    + " slots have no virtual worker and stand idle in training; they are paid for all the same");
        }
        if (layout.evenness() < 1) {
            assumed.add(String.format(
                    Locale.ROOT,
                    "virtual workers do not divide by tasks: %.0f %% of the tasks' time is waiting",
                    100 * (1 - layout.evenness())));
        }
        if (cluster.executors() > 1) {
            assumed.add(String.format(
                    Locale.ROOT,
                    "network: %.0f Gbit/s of an executor, 50 to 90 %% of it reached",
                    cluster.extras().networkGigabits()));
        }
        if (cluster.extras().gpu().isPresent()) {
            assumed.add(
                    "a CUDA backend as fast and as small as the processors' would be: there is none of ours, and nd4j on"
                            + " CUDA is untried");
        }
        if (calibration.isEmpty()) {
            assumed.add("nothing was measured here: exchange, start and heap are guesses");
        }
        return List.copyOf(assumed);
    }

    /** Core-hours, or GPU-hours, of all slots while training lasts. */
    @JsonProperty
    public Estimate deviceHours() {
        long devices = (long) (layout.tasks() + layout.idleSlots()) * (gpu ? 1 : threads);
        return times.train().times(devices / 3600.0);
    }
}
