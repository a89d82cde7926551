package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs of the miniature on a cluster of two executors, each of which meets a fault: it must end with the bytes of a run that was left
 * alone, by itself or when the same command is run again, after an error that says what to do.
 */
final class FaultyRuns implements AutoCloseable {
    private static final int LIMIT_SECONDS = 240;
    private static final int STOPPED_BY_DATA = 3;
    private static final int STOPPED_BY_RESOURCES = 4;

    /** Sooner than the two minutes after which Spark gives up a host by default: nights are short. */
    private static final String IMPATIENT = " --conf spark.network.timeout=30s --conf spark.network.timeoutInterval=10s"
            + " --conf spark.executor.heartbeatInterval=3s";

    private final Path home;
    private final String more;
    private final boolean hosts;
    private final Map<String, String> expected;
    private final double seconds;
    private LocalCluster cluster;
    private Map<String, String> environment;
    private int met;

    /** What the present run's fault did to a file, or null. */
    private Corruption corruption;

    /** What became of a run; where it is not fine, {@code bytes} says why. */
    record Ending(Fault fault, double moment, String place, String then, String bytes) {
        boolean fine() {
            return bytes.equals("same");
        }

        String row() {
            return String.format(
                    Locale.ROOT, "| %s | %.1f s | %s | %s | %s |", fault.title(), moment, place, then, bytes);
        }
    }

    /** What is mended before the command is run again. */
    private interface Remedy {
        void apply() throws IOException, InterruptedException;
    }

    /** @param more what the runs' experiment has besides the miniature's */
    FaultyRuns(String name, String more) throws IOException, InterruptedException {
        this.home = MiniatureRun.fresh(name).folder();
        this.more = more;
        this.hosts = isRoot();
        startCluster();
        MiniatureRun undisturbed = run("undisturbed");
        long began = System.nanoTime();
        Outcome outcome = start(undisturbed, "run").await();
        if (outcome.exitCode() != 0) {
            cluster.stop();
        }
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        this.seconds = (System.nanoTime() - began) / 1e9;
        this.expected = new Artefacts(undisturbed.workspace()).digests();
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Of a run that was left alone. */
    double seconds() {
        return seconds;
    }

    @Override
    public void close() throws IOException {
        try {
            cluster.stop();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Nothing, where the run had ended before the fault could be done to it. */
    Optional<Ending> meet(Fault fault, double moment) throws IOException, InterruptedException {
        MiniatureRun run = run("met-" + met++);
        if (fault instanceof Fault.FillDisk) {
            SmallDisk disk = SmallDisk.mount(run.workspace());
            try {
                return meet(run, fault, moment);
            } finally {
                disk.unmount();
            }
        }
        return meet(run, fault, moment);
    }

    private Optional<Ending> meet(MiniatureRun run, Fault fault, double moment)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Launcher.Child child = start(run, "faulted");
        Process driver = child.process();
        try {
            if (driver.waitFor((long) (moment * 1000), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            Optional<Remedy> struck = strike(fault, run, driver);
            while (struck.isEmpty() && !driver.waitFor(20, TimeUnit.MILLISECONDS)) {
                struck = strike(fault, run, driver);
            }
            if (struck.isEmpty()) {
                return Optional.empty();
            }
            double when = (System.nanoTime() - began) / 1e9;
            String place = corruption == null ? place(run.workspace()) : corruption.toString();
            boolean ended = driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(child.log());
            if (!ended) {
                driver.destroyForcibly().waitFor();
            }
            struck.get().apply();
            Ending ending = ended
                    ? ended(run, fault, when, place, driver.exitValue(), said)
                    : new Ending(fault, when, place, "hung for " + LIMIT_SECONDS + " s, see " + child.log(), "HUNG");
            return Optional.of(ending);
        } finally {
            driver.destroyForcibly().waitFor();
        }
    }

    private Ending ended(MiniatureRun run, Fault fault, double moment, String place, int code, String said)
            throws IOException, InterruptedException {
        String then = "went on by itself";
        if (code != 0) {
            boolean killed = fault instanceof Fault.KillDriver || fault instanceof Fault.CorruptCheckpoint;
            then = killed ? "died" : "ended: " + error(said);
            if (!killed && code != STOPPED_BY_DATA && code != STOPPED_BY_RESOURCES) {
                return new Ending(fault, moment, place, then, "UNEXPLAINED, exit code " + code);
            }
            if (code == STOPPED_BY_DATA && corruption != null) {
                MiniatureRun.remove(corruption.folder());
                then += ", removed";
            }
            Outcome again = start(run, "again").await();
            then += ", run again";
            if (again.exitCode() == STOPPED_BY_DATA && corruption != null) {
                // It is read only now.
                then += ": " + error(again.text());
                said += again.text();
                MiniatureRun.remove(corruption.folder());
                again = start(run, "once-more").await();
                then += ", removed, run again";
            }
            if (again.exitCode() != 0) {
                return new Ending(fault, moment, place, then + ": " + error(again.text()), "NOT MENDED");
            }
        }
        return new Ending(fault, moment, place, then, bytes(run, said));
    }

    private String bytes(MiniatureRun run, String said) throws IOException {
        if (corruption != null && said.contains("error:")) {
            boolean named = said.contains(corruption.file().getFileName().toString())
                    && said.contains(corruption.folder().getFileName().toString());
            if (!named) {
                return "FILE NOT NAMED";
            }
        } else if (corruption != null && Files.exists(corruption.file())) {
            // Nobody read it again; all the rest must be as it should.
            corruption.flip();
        }
        try {
            return new Artefacts(run.workspace()).digests().equals(expected) ? "same" : "DIFFERENT";
        } catch (AssertionError notAsListed) {
            return "TORN: " + notAsListed.getMessage().lines().findFirst().orElse("");
        }
    }

    /** Does it, or nothing where it cannot be done yet. */
    private Optional<Remedy> strike(Fault fault, MiniatureRun run, Process driver)
            throws IOException, InterruptedException {
        corruption = null;
        Path workspace = run.workspace();
        if (fault instanceof Fault.KillDriver) {
            driver.destroyForcibly();
            return Optional.of(() -> {});
        }
        if (fault instanceof Fault.FillDisk) {
            SmallDisk disk = new SmallDisk(workspace);
            disk.fill();
            return Optional.of(disk::free);
        }
        if (fault instanceof Fault.CorruptShard shard) {
            return corrupt(Corruption.of(workspace, Corruption.SHARDS, shard.flip()));
        }
        if (fault instanceof Fault.CorruptStream stream) {
            return corrupt(Corruption.of(workspace, Corruption.STREAMS, stream.flip()));
        }
        if (fault instanceof Fault.CorruptCheckpoint checkpoint) {
            Optional<Remedy> remedy =
                    corrupt(Corruption.of(workspace, Corruption.CHECKPOINTS, checkpoint.flip()));
            if (remedy.isPresent()) {
                driver.destroyForcibly();
            }
            return remedy.map(removed -> () -> {});
        }
        if (cluster.executors().size() < 2) {
            return Optional.empty();
        }
        return Optional.of(strikeCluster(fault, driver));
    }

    private Optional<Remedy> corrupt(Optional<Corruption> done) {
        corruption = done.orElse(null);
        return done.map(each -> () -> {});
    }

    private Remedy strikeCluster(Fault fault, Process driver) throws IOException, InterruptedException {
        List<ProcessHandle> executors = cluster.executors();
        if (fault instanceof Fault.KillExecutor one) {
            executors.get(one.which()).destroyForcibly();
            return () -> {};
        }
        if (fault instanceof Fault.KillBothExecutors) {
            executors.forEach(ProcessHandle::destroyForcibly);
            return () -> {};
        }
        if (fault instanceof Fault.KillWorker worker) {
            cluster.worker(worker.which()).orElseThrow().destroyForcibly();
            return this::startCluster;
        }
        if (fault instanceof Fault.CutNetwork cut) {
            cluster.cut(cut.which());
            driver.waitFor(cut.seconds(), TimeUnit.SECONDS);
            cluster.heal(cut.which());
            // What was cut off may have been given up by everybody.
            return this::startCluster;
        }
        cluster.master().orElseThrow().destroyForcibly();
        return this::startCluster;
    }

    private void startCluster() throws IOException, InterruptedException {
        if (cluster != null) {
            cluster.stop();
        }
        Path folder = home.resolve("cluster");
        cluster = hosts ? LocalCluster.startHosts(folder, 2) : LocalCluster.start(folder, 2);
        environment = new TreeMap<>(cluster.environment());
        environment.merge("PERENNIAL_SUBMIT", IMPATIENT, String::concat);
    }

    private MiniatureRun run(String name) throws IOException {
        MiniatureRun run = MiniatureRun.fresh(home.getFileName() + "/" + name);
        Files.writeString(run.file(), Files.readString(run.file()) + more);
        return run;
    }

    private Launcher.Child start(MiniatureRun run, String log) throws IOException {
        return Launcher.start(run.folder().resolve(log + ".log"), environment, "perennial", run.command("run"));
    }

    private static String error(String said) {
        String last = said.lines()
                .filter(line -> line.startsWith("error:"))
                .reduce((first, second) -> second)
                .orElse("without an error");
        return last.replaceAll("'?(file:)?/[^' ]*/", "'").replaceAll("-[0-9a-f]{12}", "").replace("|", "/");
    }

    /** How far the run had come, by what it wrote last. */
    private static String place(Path workspace) throws IOException {
        if (!Files.exists(workspace)) {
            return "nothing written";
        }
        try (Stream<Path> all = Files.walk(workspace)) {
            return all.filter(each -> workspace.relativize(each).getNameCount() > 1)
                    .filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(each -> each.toFile().lastModified()))
                    .map(each -> workspace.relativize(each).toString().replaceAll("-[0-9a-f]{12}(?=/)", ""))
                    .map(each -> each.replaceAll("/[^/]*$", "").replaceAll("rounds/round-0*", "round "))
                    .orElse("nothing written");
        } catch (UncheckedIOException e) {
            return "while files went";
        }
    }
}
