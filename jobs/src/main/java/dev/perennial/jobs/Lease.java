package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;

/**
 * Keeps a second run out of a workspace where the file system knows no locks, S3 and HDFS: a small file that its holder writes anew every
 * few seconds, and removes when it ends. One that stays the same for {@link Timing#expired} is a dead run's; no clocks are compared.
 *
 * <p>A holder that finds another's text in it was thought dead, and ends its process: what stands is whole, as after a kill.
 */
final class Lease implements Workspaces.Lock {
    private final Store store;
    private final Path file;
    private final String holder = UUID.randomUUID().toString();
    private final Timing timing;
    private final Runnable lost;
    private final ScheduledExecutorService renewal = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "perennial-lease");
        thread.setDaemon(true);
        return thread;
    });
    private long count;

    /**
     * How often it is written, how long it stays the same before it is a dead run's, and how long two that take it at once wait to
     * see whose text stays.
     */
    record Timing(Duration renewed, Duration expired, Duration settled) {
        static final Timing USUAL = new Timing(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(1));
    }

    private Lease(Store store, Path file, Timing timing, Runnable lost) {
        this.store = store;
        this.file = file;
        this.timing = timing;
        this.lost = lost;
    }

    /**
     * Waits until a dead run's lease is known to be one.
     *
     * @param lost what is done when another run takes the lease all the same
     * @throws PerennialException {@link ErrorCode#LOCKED} if another run holds it
     */
    static Lease take(Store store, String name, Timing timing, Progress progress, Runnable lost) {
        Lease lease = new Lease(store, new Path(store.root(), name), timing, lost);
        lease.awaitFree(progress);
        lease.write();
        sleep(timing.settled());
        if (!lease.isOwn(lease.read())) {
            throw lease.locked();
        }
        long every = timing.renewed().toMillis();
        lease.renewal.scheduleWithFixedDelay(lease::renew, every, every, TimeUnit.MILLISECONDS);
        return lease;
    }

    /** Whether a lease is there, a living run's or a dead one's. */
    static boolean stands(Store store, String name, Timing timing) {
        return readTwice(store, new Path(store.root(), name), timing).isPresent();
    }

    /** A holder that writes it anew may have removed it for a moment. */
    private static Optional<String> readTwice(Store store, Path file, Timing timing) {
        Optional<String> found = store.readText(file);
        if (found.isPresent()) {
            return found;
        }
        sleep(timing.settled());
        return store.readText(file);
    }

    private void awaitFree(Progress progress) {
        Optional<String> first = readTwice(store, file, timing);
        if (first.isEmpty()) {
            return;
        }
        progress.say("a run was in " + store.root() + " and did not end well, or is in it still: waiting "
                + timing.expired().toSeconds() + " s to see whether it lives");
        long end = System.nanoTime() + timing.expired().toNanos();
        while (System.nanoTime() < end) {
            sleep(timing.settled());
            Optional<String> now = read();
            if (now.isPresent() && !now.equals(first)) {
                throw locked();
            }
        }
    }

    private synchronized void write() {
        store.writeCache(file, holder + " " + ++count + "\n");
    }

    private Optional<String> read() {
        return store.readText(file);
    }

    private boolean isOwn(Optional<String> text) {
        return text.map(found -> found.startsWith(holder)).orElse(false);
    }

    private void renew() {
        try {
            Optional<String> found = read();
            if (found.isPresent() && !isOwn(found)) {
                lost.run();
                return;
            }
            write();
        } catch (RuntimeException storeIsAway) {
            // Tried again soon; whoever takes the lease meanwhile is found in it then.
        }
    }

    private PerennialException locked() {
        renewal.shutdownNow();
        return Workspaces.locked(store.root().toString());
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a workspace", e);
        }
    }

    @Override
    public void close() {
        renewal.shutdownNow();
        try {
            renewal.awaitTermination(timing.expired().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (isOwn(read())) {
            store.delete(file);
        }
    }
}
