package dev.perennial.jobs;

import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Store;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** A command that works in the experiment's workspace: it holds the lock while it does, and may ask for Spark. */
abstract class ExperimentJob extends PlannedJob {
    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            converter = Ending.TimeReader.class,
            description = "ends well after so long, such as 90m or 5h; the same command goes on from there")
    Duration deadline;

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    final void execute(ExperimentReader.Reading reading, Terminal terminal) {
        acceleration().require();
        Ending.in(deadline);
        Experiment experiment = reading.experiment();
        Store store = new Store(Workspaces.qualified(experiment.workspace()), Sessions.hadoop());
        try (Workspaces.Lock lock = lock(store);
                Sessions sessions = new Sessions("perennial " + experiment.name(), acceleration())) {
            execute(new Pipeline(experiment, store, sessions, terminal), reading.text(), terminal);
        }
    }

    /** Keeps other runs out of the workspace while this one makes artefacts in it. */
    Workspaces.Lock lock(Store store) {
        return Workspaces.lock(store);
    }

    /** What beside the processors shall work on SQL stages. */
    Acceleration acceleration() {
        return Acceleration.configured();
    }

    /** Shows what stands in an artefact's folder: its counts, or with {@code --json} its manifest. */
    final void show(Pipeline pipeline, Path folder, Terminal terminal) {
        Manifest manifest = pipeline.manifest(folder);
        String counts = manifest.counts().entrySet().stream()
                .map(count -> String.format(Locale.ROOT, "%s %,d", count.getKey(), count.getValue()))
                .collect(Collectors.joining("; "));
        terminal.say(folder + ": " + counts);
        if (json) {
            System.out.println(Json.line(manifest));
        }
    }

    abstract void execute(Pipeline pipeline, String configuration, Terminal terminal);
}
