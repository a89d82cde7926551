package dev.perennial.tests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The local cluster of two executors, and what can be done to it and to the runs on it. */
final class FaultyCluster implements AutoCloseable {
    /** Sooner than the minutes after which Spark gives up hosts and executors by default: nights are short. */
    private static final String IMPATIENT = " --conf spark.network.timeout=30s --conf spark.network.timeoutInterval=10s"
            + " --conf spark.executor.heartbeatInterval=3s --conf spark.scheduler.maxRegisteredResourcesWaitingTime=10s";

    private final Path folder;
    private LocalCluster cluster;
    private Map<String, String> environment;

    FaultyCluster(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        start();
    }

    /** What is mended before the command is run again. */
    interface Remedy {
        Remedy NONE = () -> {};

        void apply() throws IOException, InterruptedException;
    }

    /** A fault that was done. */
    record Struck(Remedy remedy, Optional<Corruption> corruption) {
        static Struck mendedBy(Remedy remedy) {
            return new Struck(remedy, Optional.empty());
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** With what a driver finds the cluster that is there now. */
    Map<String, String> environment() {
        return environment;
    }

    @Override
    public void close() throws IOException {
        try {
            cluster.stop();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Does it, or nothing where it cannot be done yet. */
    Optional<Struck> strike(Fault fault, MiniatureRun run, Process driver) throws IOException, InterruptedException {
        if (fault instanceof Fault.KillDriver) {
            driver.destroyForcibly();
            return Optional.of(Struck.mendedBy(Remedy.NONE));
        }
        if (fault instanceof Fault.FillDisk) {
            SmallDisk disk = new SmallDisk(run.workspace());
            disk.fill();
            return Optional.of(Struck.mendedBy(disk::free));
        }
        if (fault instanceof Fault.CorruptShard shard) {
            return corrupted(run, Corruption.SHARDS, shard.flip());
        }
        if (fault instanceof Fault.CorruptStream stream) {
            return corrupted(run, Corruption.STREAMS, stream.flip());
        }
        if (fault instanceof Fault.CorruptCheckpoint checkpoint) {
            Optional<Struck> struck = corrupted(run, Corruption.CHECKPOINTS, checkpoint.flip());
            struck.ifPresent(done -> driver.destroyForcibly());
            return struck;
        }
        List<ProcessHandle> executors = cluster.executors();
        return executors.size() < 2 ? Optional.empty() : Optional.of(Struck.mendedBy(strike(fault, executors, driver)));
    }

    private Remedy strike(Fault fault, List<ProcessHandle> executors, Process driver)
            throws IOException, InterruptedException {
        if (fault instanceof Fault.KillExecutor one) {
            executors.get(one.which()).destroyForcibly();
            return Remedy.NONE;
        }
        if (fault instanceof Fault.KillBothExecutors) {
            executors.forEach(ProcessHandle::destroyForcibly);
            return Remedy.NONE;
        }
        if (fault instanceof Fault.KillWorker worker) {
            cluster.worker(worker.which()).orElseThrow().destroyForcibly();
        } else if (fault instanceof Fault.CutNetwork cut) {
            cluster.cut(cut.which());
            driver.waitFor(cut.seconds(), TimeUnit.SECONDS);
            cluster.heal(cut.which());
        } else {
            cluster.master().orElseThrow().destroyForcibly();
        }
        // Nobody starts a daemon again, and what was cut off may have been given up by everybody.
        return this::start;
    }

    private static Optional<Struck> corrupted(MiniatureRun run, String pattern, Fault.Flip flip) throws IOException {
        return Corruption.of(run.workspace(), pattern, flip).map(done -> new Struck(Remedy.NONE, Optional.of(done)));
    }

    private void start() throws IOException, InterruptedException {
        if (cluster != null) {
            cluster.stop();
        }
        cluster = isRoot() ? LocalCluster.startHosts(folder, 2) : LocalCluster.start(folder, 2);
        environment = new TreeMap<>(cluster.environment());
        environment.merge("PERENNIAL_SUBMIT", IMPATIENT, String::concat);
    }
}
