package dev.perennial.training.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;

/**
 * Cancels a barrier stage that can no longer run: one whose executors will not all come back. Spark itself would wait for them for ever,
 * since it decides how many tasks such a stage has when the stage begins.
 */
final class SlotWatch implements AutoCloseable {
    /** Spark's own patience with executors that have not come, and its default. */
    private static final String PATIENCE = "spark.scheduler.maxRegisteredResourcesWaitingTime";

    private static final String DEFAULT_PATIENCE = "30s";

    private final SparkContext spark;
    private final String group;
    private final int needed;
    private final Duration patience;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "perennial-slot-watch");
        thread.setDaemon(true);
        return thread;
    });
    private Instant lackingSince;
    private volatile boolean cancelled;

    /** Watches the jobs of a group, which need so many tasks side by side. */
    SlotWatch(SparkContext spark, String group, int needed) {
        this.spark = spark;
        this.group = group;
        this.needed = needed;
        this.patience = Duration.ofSeconds(spark.conf().getTimeAsSeconds(PATIENCE, DEFAULT_PATIENCE));
        clock.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    /** How many tasks can run at once on the executors that are there, busy ones included. */
    static int slots(SparkContext spark) {
        return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    }

    /** Whether the stage was cancelled for want of executors. */
    boolean cancelled() {
        return cancelled;
    }

    private void look() {
        if (slots(spark) >= needed) {
            lackingSince = null;
        } else if (lackingSince == null) {
            lackingSince = Instant.now();
        } else if (lackingSince.plus(patience).isBefore(Instant.now())) {
            cancelled = true;
            spark.cancelJobGroup(group);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
