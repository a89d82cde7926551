package dev.perennial.training.spark;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Hangs up once Spark has given up the task: whoever waits for a peer whose network was cut hears of nothing, and Spark, which does not
 * interrupt tasks, would have no place for the next attempt.
 */
final class KillWatch implements AutoCloseable {
    private static final int PERIOD_MILLIS = 500;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "perennial-kill-watch");
        thread.setDaemon(true);
        return thread;
    });

    KillWatch(BooleanSupplier killed, Exchange exchange) {
        clock.scheduleWithFixedDelay(
                () -> {
                    if (killed.getAsBoolean()) {
                        hangUp(exchange);
                    }
                },
                PERIOD_MILLIS,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private static void hangUp(Exchange exchange) {
        try {
            exchange.close();
        } catch (IOException e) {
            // It is closed all the same.
            return;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
