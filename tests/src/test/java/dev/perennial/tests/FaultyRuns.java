package dev.perennial.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.tests.FaultyCluster.Struck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs of the miniature, each of which meets a fault: it must end with the bytes of a run that was left alone, by itself or when the same
 * command is run again, after an error that says what to do.
 */
final class FaultyRuns implements AutoCloseable {
    private static final int LIMIT_SECONDS = 240;
    private static final int STOPPED_BY_DATA = 3;
    private static final int STOPPED_BY_RESOURCES = 4;

    private final Path home;
    private final String more;
    private final FaultyCluster cluster;
    private final Map<String, String> expected;
    private final double seconds;
    private int met;

    private FaultyRuns(Path home, String more, FaultyCluster cluster, Map<String, String> expected, double seconds) {
        this.home = home;
        this.more = more;
        this.cluster = cluster;
        this.expected = expected;
        this.seconds = seconds;
    }

    /** When a fault strikes. */
    interface Moment {
        boolean hasCome(MiniatureRun run, double seconds);
    }

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

    /** Runs of the miniature as it is. */
    static FaultyRuns ofMiniature(String name) throws IOException, InterruptedException {
        Path home = MiniatureRun.fresh(name).folder();
        Map<String, String> expected = Undisturbed.get().artefacts().digests();
        return new FaultyRuns(home, "", new FaultyCluster(home.resolve("cluster")), expected, Double.NaN);
    }

    /** @param more what the runs' experiment has besides the miniature's */
    static FaultyRuns of(String name, String more) throws IOException, InterruptedException {
        Path home = MiniatureRun.fresh(name).folder();
        FaultyCluster cluster = new FaultyCluster(home.resolve("cluster"));
        MiniatureRun undisturbed = run(home, "undisturbed", more);
        long began = System.nanoTime();
        Outcome outcome = start(undisturbed, "run", cluster).await();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (outcome.exitCode() != 0) {
            cluster.close();
        }
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
        return new FaultyRuns(home, more, cluster, new Artefacts(undisturbed.workspace()).digests(), seconds);
    }

    /** As soon as training has saved a round. */
    static boolean inTraining(MiniatureRun run, double seconds) {
        try {
            return !new Artefacts(run.workspace()).find("_COMPLETE").isEmpty();
        } catch (IOException | UncheckedIOException e) {
            // The run removed a folder while it was being looked through.
            return false;
        }
    }

    /** What a run takes that is left alone. */
    double seconds() {
        return seconds;
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }

    /** Nothing, where the run had ended before the fault could be done to it. */
    Optional<Ending> meet(Fault fault, Moment moment) throws IOException, InterruptedException {
        MiniatureRun run = run(home, "met-" + met++, more);
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

    private Optional<Ending> meet(MiniatureRun run, Fault fault, Moment moment)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Launcher.Child child = start(run, "faulted", cluster);
        Process driver = child.process();
        try {
            Optional<Struck> struck = Optional.empty();
            while (struck.isEmpty() && !driver.waitFor(20, TimeUnit.MILLISECONDS)) {
                if (moment.hasCome(run, (System.nanoTime() - began) / 1e9)) {
                    struck = cluster.strike(fault, run, driver);
                }
            }
            if (struck.isEmpty()) {
                return Optional.empty();
            }
            double when = (System.nanoTime() - began) / 1e9;
            String place = struck.get().corruption().map(Corruption::toString).orElse(place(run.workspace()));
            boolean ended = driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            driver.destroyForcibly().waitFor();
            struck.get().remedy().apply();
            String log = Files.readString(child.log());
            return Optional.of(
                    ended
                            ? ended(run, fault, struck.get().corruption(), when, place, driver.exitValue(), log)
                            : new Ending(fault, when, place, "hung, see " + child.log(), "HUNG"));
        } finally {
            driver.destroyForcibly().waitFor();
        }
    }

    private Ending ended(
            MiniatureRun run,
            Fault fault,
            Optional<Corruption> corruption,
            double moment,
            String place,
            int code,
            String log)
            throws IOException, InterruptedException {
        String then = code == 0 ? "went on by itself" : "";
        String said = log;
        for (int attempt = 1; code != 0; attempt++) {
            boolean killed =
                    attempt == 1 && (fault instanceof Fault.KillDriver || fault instanceof Fault.CorruptCheckpoint);
            boolean explained = code == STOPPED_BY_DATA || code == STOPPED_BY_RESOURCES;
            then += killed ? "died" : "ended: " + error(said);
            if (!killed && (!explained || attempt > 2)) {
                return new Ending(fault, moment, place, then, "NOT MENDED, exit code " + code);
            }
            if (code == STOPPED_BY_DATA && corruption.isPresent()) {
                if (!isNamed(corruption.get(), said)) {
                    return new Ending(fault, moment, place, then, "FILE NOT NAMED");
                }
                MiniatureRun.remove(corruption.get().folder());
                then += " Removed";
            }
            Outcome again = start(run, "again-" + attempt, cluster).await();
            then += ", run again; ";
            code = again.exitCode();
            said = again.text();
        }
        return new Ending(fault, moment, place, then.replaceAll("; $", ""), bytes(run, corruption, then));
    }

    private static boolean isNamed(Corruption corruption, String said) {
        return said.contains(corruption.file().getFileName().toString())
                && said.contains(corruption.folder().getFileName().toString());
    }

    private String bytes(MiniatureRun run, Optional<Corruption> corruption, String then) throws IOException {
        if (corruption.isPresent()
                && !then.contains("Removed")
                && Files.exists(corruption.get().file())) {
            // Nobody read it again; all the rest must be as it should.
            corruption.get().flip();
        }
        try {
            return new Artefacts(run.workspace()).digests().equals(expected) ? "same" : "DIFFERENT";
        } catch (AssertionError notAsListed) {
            return "TORN: " + notAsListed.getMessage().lines().findFirst().orElse("");
        }
    }

    private static MiniatureRun run(Path home, String name, String more) throws IOException {
        MiniatureRun run = MiniatureRun.fresh(home.getFileName() + "/" + name);
        Files.writeString(run.file(), Files.readString(run.file()) + more);
        return run;
    }

    private static Launcher.Child start(MiniatureRun run, String log, FaultyCluster cluster) throws IOException {
        return Launcher.start(
                run.folder().resolve(log + ".log"), cluster.environment(), "perennial", run.command("run"));
    }

    /** The last error, without this machine's folders and long numbers. */
    private static String error(String said) {
        return said.lines()
                .filter(line -> line.startsWith("error:"))
                .reduce((first, second) -> second)
                .orElse("without an error.")
                .replaceAll("'?(file:)?/[^' ]*/", "'")
                .replaceAll("-[0-9a-f]{12}", "")
                .replaceAll(", got SHA-256.*?(?=\\. [A-Z])", "")
                .replace("|", "/");
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
