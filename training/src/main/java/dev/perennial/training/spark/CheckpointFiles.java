package dev.perennial.training.spark;

import dev.perennial.conf.Json;
import dev.perennial.conf.Store;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.HuggingFaceConfig;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.checkpoint.Safetensors.Section;
import dev.perennial.training.checkpoint.TrainingState;
import dev.perennial.training.model.ParameterLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes and reads the states of a run below its folder: {@code rounds/round-00000012/}, each whole or not there. */
final class CheckpointFiles {
    private static final String ROUNDS = "rounds";
    private static final String COMPLETE = "_COMPLETE";

    private final Store store;
    private final Path folder;
    private final ParameterLayout layout;
    private final TrainingPlan plan;

    CheckpointFiles(Store store, String folder, TrainingPlan plan) {
        this.store = store;
        this.folder = new Path(folder);
        this.layout = ParameterLayout.of(plan.model());
        this.plan = plan;
    }

    /** What a run must remember of its past, besides its state. */
    record History(TrainingState state, List<String> ledger, List<String> metrics, double seconds) {}

    /** Writes the state after a round; the marker comes last, and older rounds go once it stands. */
    void save(StateVectors vectors, History history) throws IOException {
        Path round = roundFolder(history.state().round());
        store.delete(round);
        write(round, vectors, history);
        store.writeText(new Path(round, COMPLETE), "");
        for (Path older : rounds()) {
            if (!older.getName().equals(round.getName())) {
                store.delete(older);
            }
        }
    }

    /** Writes the finished model where readers look for it; the manifest is the driver's to write. */
    void finish(StateVectors vectors, History history) throws IOException {
        write(folder, vectors, history);
    }

    /** The latest round that was saved whole, if any was: its number. */
    Optional<Long> latest() throws IOException {
        FileSystem files = store.fileSystem(folder);
        Optional<Long> latest = Optional.empty();
        for (Path round : rounds()) {
            if (files.exists(new Path(round, COMPLETE))) {
                latest = Optional.of(Long.parseLong(round.getName().substring("round-".length())));
            }
        }
        return latest;
    }

    History load(long round, StateVectors vectors) {
        Path saved = roundFolder(round);
        Safetensors.read(
                new Path(saved, Checkpoint.MODEL_FILE),
                store.hadoop(),
                layout,
                List.of(new Section("", vectors.parameters())));
        readMoments(saved, vectors);
        Path state = new Path(saved, Checkpoint.STATE_FILE);
        return new History(
                Json.read(store.readText(state).orElseThrow(), TrainingState.class, state.toString()),
                lines(new Path(saved, Checkpoint.LEDGER_FILE)),
                lines(new Path(saved, Checkpoint.METRICS_FILE)),
                Checkpoint.seconds(store, saved));
    }

    /** Loads the parent's weights, and its moments where they are kept. */
    void loadParent(Checkpoint parent, StateVectors vectors) {
        Path from = new Path(parent.folder());
        Safetensors.read(
                new Path(from, Checkpoint.MODEL_FILE),
                store.hadoop(),
                layout,
                List.of(new Section("", vectors.parameters())));
        if (plan.keepOptimizer()) {
            readMoments(from, vectors);
        }
    }

    void removeRounds() {
        store.delete(new Path(folder, ROUNDS));
    }

    private void readMoments(Path from, StateVectors vectors) {
        Safetensors.read(
                new Path(from, Checkpoint.OPTIMIZER_FILE),
                store.hadoop(),
                layout,
                List.of(
                        new Section(Checkpoint.FIRST_MOMENT, vectors.firstMoment()),
                        new Section(Checkpoint.SECOND_MOMENT, vectors.secondMoment())));
    }

    private void write(Path into, StateVectors vectors, History history) throws IOException {
        Safetensors.write(
                new Path(into, Checkpoint.MODEL_FILE),
                store.hadoop(),
                layout,
                List.of(new Section("", vectors.parameters())));
        Safetensors.write(
                new Path(into, Checkpoint.OPTIMIZER_FILE),
                store.hadoop(),
                layout,
                List.of(
                        new Section(Checkpoint.FIRST_MOMENT, vectors.firstMoment()),
                        new Section(Checkpoint.SECOND_MOMENT, vectors.secondMoment())));
        store.writeText(
                new Path(into, Checkpoint.CONFIG_FILE), HuggingFaceConfig.write(plan.model(), plan.endOfText()));
        store.writeText(new Path(into, Checkpoint.STATE_FILE), Json.pretty(history.state()));
        store.writeText(new Path(into, Checkpoint.TIMING_FILE), Json.pretty(new Checkpoint.Timing(history.seconds())));
        store.writeText(new Path(into, Checkpoint.LEDGER_FILE), joined(history.ledger()));
        store.writeText(new Path(into, Checkpoint.METRICS_FILE), joined(history.metrics()));
    }

    private Path roundFolder(long round) {
        return new Path(folder, ROUNDS + "/" + String.format(Locale.ROOT, "round-%08d", round));
    }

    private List<Path> rounds() throws IOException {
        FileSystem files = store.fileSystem(folder);
        Path rounds = new Path(folder, ROUNDS);
        if (!files.exists(rounds)) {
            return List.of();
        }
        return Arrays.stream(files.listStatus(rounds))
                .map(FileStatus::getPath)
                .sorted(Comparator.comparing(Path::getName))
                .toList();
    }

    private List<String> lines(Path file) {
        return store.readText(file).orElse("").lines().toList();
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** What the manifest lists. */
    static List<String> published() {
        return List.of(
                Checkpoint.MODEL_FILE,
                Checkpoint.OPTIMIZER_FILE,
                Checkpoint.CONFIG_FILE,
                Checkpoint.TOKENIZER_FILE,
                Checkpoint.STATE_FILE,
                Checkpoint.LEDGER_FILE,
                Checkpoint.METRICS_FILE);
    }
}
