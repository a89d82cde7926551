package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.HuggingFaceConfig;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.checkpoint.Safetensors.Section;
import dev.perennial.training.checkpoint.TrainingState;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.Nesterov;
import dev.perennial.training.schedule.Phase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes and reads the states of a run below its folder: {@code rounds/round-00000012/}, each whole or not there. */
final class CheckpointFiles {
    private static final String ROUNDS = "rounds";
    private static final String COMPLETE = "_COMPLETE";
    private static final String PHASE = "_PHASE";

    /** What is compared before it is read; a vector's file is compared while it is. */
    private static final List<String> TEXTS =
            List.of(Checkpoint.STATE_FILE, Checkpoint.CONFIG_FILE, Checkpoint.LEDGER_FILE, Checkpoint.METRICS_FILE);

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
    record History(TrainingState state, List<String> ledger, List<String> metrics, Checkpoint.Timing timing) {}

    /** Writes the state after a round; the marker comes last, and older rounds go once it stands, but for those at the ends of phases. */
    void save(StateVectors vectors, Optional<ByteBuffer> velocity, History history) throws IOException {
        Path round = roundFolder(history.state().round());
        store.delete(round);
        SavedHashes hashes = write(round, vectors, velocity, history);
        Optional<Phase> ended = plan.phaseEndedBy(history.state().round() - 1);
        if (ended.isPresent()) {
            store.writeText(new Path(round, PHASE), ended.get() + "\n");
        }
        store.writeText(new Path(round, COMPLETE), hashes.text());
        List<Path> unnamed = new ArrayList<>(rounds());
        unnamed.removeIf(this::isNamed);
        for (Path older : unnamed.subList(0, Math.max(0, unnamed.size() - plan.keepLast()))) {
            store.delete(older);
        }
    }

    /** The state at the end of a phase has a name, and stays. */
    private boolean isNamed(Path round) {
        return store.readText(new Path(round, PHASE)).isPresent();
    }

    /** Writes the finished model where readers look for it; the manifest is the driver's to write. */
    void finish(StateVectors vectors, Optional<ByteBuffer> velocity, History history) throws IOException {
        write(folder, vectors, velocity, history);
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

    /** What a run that stops now can go on from, for people. */
    String lastGood() throws IOException {
        return latest().map(round -> roundFolder(round).toString())
                .or(() -> plan.from().map(parent -> "the parent, " + parent.folder()))
                .orElse("none, training had just begun");
    }

    History load(long round, StateVectors vectors, Optional<ByteBuffer> velocity) {
        Path saved = roundFolder(round);
        SavedHashes hashes =
                SavedHashes.read(store.readText(new Path(saved, COMPLETE)).orElse(""));
        hashes.check(store, saved, TEXTS);
        return load(saved, hashes.sha256(), vectors, velocity);
    }

    /** The end of an earlier part of the run, as a state to go on from. */
    History load(Checkpoint earlier, StateVectors vectors, Optional<ByteBuffer> velocity) {
        return load(new Path(earlier.folder()), earlier.hashes(), vectors, velocity);
    }

    private History load(Path saved, Map<String, String> hashes, StateVectors vectors, Optional<ByteBuffer> velocity) {
        readWeights(saved, hashes, vectors);
        TrainingState state = state(saved);
        checkSame(saved, state);
        readMoments(saved, hashes, vectors, velocity);
        return new History(
                state,
                lines(new Path(saved, Checkpoint.LEDGER_FILE)),
                lines(new Path(saved, Checkpoint.METRICS_FILE)),
                Checkpoint.timing(store, saved));
    }

    /** A state can only be gone on from by the run that saved it; whatever else was put here is refused, with what differs. */
    private void checkSame(Path saved, TrainingState state) {
        same(saved, "the stream", state.stream(), plan.stream().fingerprint());
        same(saved, "the schedule", Json.line(state.schedule()), Json.line(plan.schedule()));
        same(
                saved,
                "the stage's tokens",
                state.stageTokens(),
                plan.stageTokens().count());
        same(saved, "the parent", state.parent(), plan.from().map(Checkpoint::fingerprint));
        same(saved, "the outer step", state.outer(), plan.rounds().outer());
        same(
                saved,
                "the position after " + state.round() + " rounds",
                state.position(),
                plan.stage().consumed(state.round()));
        Path config = new Path(saved, Checkpoint.CONFIG_FILE);
        String written = store.readText(config).orElse("none");
        same(saved, "the model", written, HuggingFaceConfig.write(plan.model(), plan.endOfText()));
    }

    private void same(Path saved, String field, Object got, Object expected) {
        if (!got.equals(expected)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot resume '" + plan.name() + "' from '" + saved + "': " + field + " differs, got " + got
                            + ", expected " + expected + ". Remove its folder to begin anew.");
        }
    }

    /** Loads the parent's weights, and its moments where they are kept. */
    void loadParent(Checkpoint parent, StateVectors vectors, Optional<ByteBuffer> velocity) {
        Path from = new Path(parent.folder());
        readWeights(from, parent.hashes(), vectors);
        if (plan.keepOptimizer()) {
            boolean keptVelocity = state(from).outer() instanceof Nesterov;
            readMoments(from, parent.hashes(), vectors, velocity.filter(each -> keptVelocity));
        }
    }

    private void readWeights(Path from, Map<String, String> hashes, StateVectors vectors) {
        Safetensors.read(
                new Path(from, Checkpoint.MODEL_FILE),
                store.hadoop(),
                layout,
                List.of(new Section("", vectors.parameters())),
                hashes.get(Checkpoint.MODEL_FILE));
    }

    /** Where Adam's bias correction goes on: at the parent's count if its moments are kept. */
    int firstIteration() {
        return plan.from()
                .filter(parent -> plan.keepOptimizer())
                .map(parent -> state(new Path(parent.folder())).iteration())
                .orElse(0);
    }

    TrainingState state(Path from) {
        Path file = new Path(from, Checkpoint.STATE_FILE);
        return Json.read(store.readText(file).orElseThrow(), TrainingState.class, file.toString());
    }

    /** Removes what only a run under way needs. */
    void removeRounds() throws IOException {
        for (Path round : rounds()) {
            if (!plan.keepPhaseEnds() || !isNamed(round)) {
                store.delete(round);
            }
        }
        if (rounds().isEmpty()) {
            store.delete(new Path(folder, ROUNDS));
        }
    }

    private void readMoments(
            Path from, Map<String, String> hashes, StateVectors vectors, Optional<ByteBuffer> velocity) {
        Safetensors.read(
                new Path(from, Checkpoint.OPTIMIZER_FILE),
                store.hadoop(),
                layout,
                optimizer(vectors, velocity),
                hashes.get(Checkpoint.OPTIMIZER_FILE));
    }

    private static List<Section> optimizer(StateVectors vectors, Optional<ByteBuffer> velocity) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(Checkpoint.FIRST_MOMENT, vectors.firstMoment()));
        sections.add(new Section(Checkpoint.SECOND_MOMENT, vectors.secondMoment()));
        velocity.ifPresent(vector -> sections.add(new Section(Checkpoint.OUTER_VELOCITY, vector)));
        return sections;
    }

    private SavedHashes write(Path into, StateVectors vectors, Optional<ByteBuffer> velocity, History history)
            throws IOException {
        Map<String, String> hashes = new TreeMap<>();
        hashes.put(
                Checkpoint.MODEL_FILE,
                Safetensors.write(
                        new Path(into, Checkpoint.MODEL_FILE),
                        store.hadoop(),
                        layout,
                        List.of(new Section("", vectors.parameters()))));
        hashes.put(
                Checkpoint.OPTIMIZER_FILE,
                Safetensors.write(
                        new Path(into, Checkpoint.OPTIMIZER_FILE),
                        store.hadoop(),
                        layout,
                        optimizer(vectors, velocity)));
        Map<String, String> texts = new TreeMap<>();
        texts.put(Checkpoint.CONFIG_FILE, HuggingFaceConfig.write(plan.model(), plan.endOfText()));
        texts.put(Checkpoint.STATE_FILE, Json.pretty(history.state()));
        texts.put(Checkpoint.LEDGER_FILE, joined(history.ledger()));
        texts.put(Checkpoint.METRICS_FILE, joined(history.metrics()));
        texts.forEach((name, text) -> {
            store.writeText(new Path(into, name), text);
            hashes.put(name, SavedHashes.of(text));
        });
        store.writeText(new Path(into, Checkpoint.TIMING_FILE), Json.pretty(history.timing()));
        return new SavedHashes(hashes);
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
