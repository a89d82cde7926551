package dev.perennial.jobs;

import dev.perennial.conf.Artefact;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/**
 * {@code gc}: removes what no kept experiment needs, and what killed runs left. An artefact goes by its manifest first, after all that was
 * made from it: killed at any moment, whatever still stands is whole.
 */
@Command(name = "gc", description = "Removes artefacts that nothing kept descends from, and what killed runs left.")
public final class GcJob implements Callable<Integer> {
    private static final double MEGABYTE = 1e6;

    @Option(names = "--workspace", required = true, paramLabel = "FOLDER", description = "where the artefacts are")
    String workspace;

    @Option(
            names = "--keep",
            paramLabel = "EXPERIMENT",
            arity = "1..*",
            description = "experiments whose artefacts stay; without any, all finished models and corpora stay")
    List<File> keep = List.of();

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            converter = AgeReader.class,
            description = "removes nothing younger, such as 30d or 12h")
    Optional<Duration> olderThan = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "sets a value over those of all kept experiments, as it was set when they were run")
    List<String> overrides = List.of();

    @Option(names = "--dry-run", description = "lists what would be removed and stops")
    boolean dryRun;

    @Option(names = "--json", description = "prints each removal as a JSON line on standard output")
    boolean json;

    public static void main(String[] arguments) {
        Perennial.run("gc", arguments);
    }

    /** {@code 30d}, {@code 12h}, {@code 2d12h}. */
    static final class AgeReader implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            int days = text.toLowerCase(Locale.ROOT).indexOf('d') + 1;
            String time = text.substring(days);
            return Duration.parse("P" + text.substring(0, days) + (time.isEmpty() ? "" : "T" + time));
        }
    }

    /** One removal, as {@code --json} prints it. */
    record Removal(String place, long bytes, String reason) {}

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public Integer call() {
        Terminal terminal = Terminal.standard();
        Store store = new Store(Workspaces.qualified(workspace), Sessions.hadoop());
        try (Workspaces.Lock lock = Workspaces.lock(store)) {
            Set<String> reached = reached(store);
            List<Artefact> standing = store.artefacts();
            Retention retention = Retention.of(standing, artefact -> isChosen(artefact, reached));
            Leftovers leftovers = new Leftovers(store);
            long bytes = 0;
            for (Artefact artefact : retention.removed()) {
                bytes += told(artefact.folder(), "nothing kept descends from it", leftovers, store, terminal);
                remove(new Path(artefact.folder(), Manifest.FILE), store);
                remove(artefact.folder(), store);
            }
            for (Path path : leftovers.find(reached::contains)) {
                if (isOld(leftovers.size(path).newest())) {
                    bytes += told(path, "left by a run that ended early", leftovers, store, terminal);
                    remove(path, store);
                }
            }
            terminal.say(String.format(
                    Locale.ROOT,
                    "%s %.1f MB; kept: %d of %d artefacts",
                    dryRun ? "would remove" : "removed",
                    bytes / MEGABYTE,
                    retention.kept().size(),
                    standing.size()));
        }
        return 0;
    }

    private void remove(Path path, Store store) {
        if (!dryRun) {
            store.delete(path);
        }
    }

    private boolean isChosen(Artefact artefact, Set<String> reached) {
        return !isOld(Instant.parse(artefact.manifest().created()))
                || (keep.isEmpty() ? Retention.isFinal(artefact) : reached.contains(artefact.place()));
    }

    private boolean isOld(Instant time) {
        return olderThan.map(age -> time.isBefore(Instant.now().minus(age))).orElse(true);
    }

    private long told(Path path, String reason, Leftovers leftovers, Store store, Terminal terminal) {
        long bytes = leftovers.size(path).bytes();
        String place = store.root().toUri().relativize(path.toUri()).getPath();
        terminal.say(String.format(Locale.ROOT, "%10.1f MB  %s: %s", bytes / MEGABYTE, place, reason));
        if (json) {
            System.out.println(Json.line(new Removal(place, bytes, reason)));
        }
        return bytes;
    }

    /** All that the kept experiments would find; one of which nothing stands was not meant, or has changed. */
    private Set<String> reached(Store store) {
        Set<String> reached = new TreeSet<>();
        try (Sessions sessions = new Sessions("perennial gc")) {
            for (File file : keep) {
                Experiment experiment = ExperimentReader.read(file, overrides).experiment();
                if (!new Path(Workspaces.qualified(experiment.workspace())).equals(store.root())) {
                    throw refused("Cannot keep '" + file + "': its workspace is another, got " + experiment.workspace()
                            + ", expected " + store.root() + ".");
                }
                List<String> own = new ArrayList<>(Reach.of(experiment, store, sessions));
                if (own.stream().noneMatch(place -> stands(place, store))) {
                    throw refused(
                            "Cannot keep '" + file + "': nothing of it stands, so nothing would be kept. If it has"
                                    + " changed since it was run, name it as it was.");
                }
                reached.addAll(own);
            }
        }
        return reached;
    }

    private static boolean stands(String place, Store store) {
        return store.manifest(new Path(store.root(), place)).isPresent();
    }

    private static PerennialException refused(String message) {
        return new PerennialException(ErrorCode.CONFIGURATION, message);
    }
}
