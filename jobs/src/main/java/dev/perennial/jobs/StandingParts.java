package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.mixing.StandingStream;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.registry.StandingModel;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** Opens what an experiment's {@code standing} section names, each once, and holds the names to the manifests. */
final class StandingParts {
    private final Standing standing;
    private final Store store;
    private final Map<String, StandingModel> models = new TreeMap<>();
    private Map<String, StandingStream> streams;

    StandingParts(Standing standing, Store store) {
        this.standing = standing;
        this.store = store;
    }

    static StandingParts of(Experiment experiment) {
        return new StandingParts(
                experiment.standing(), new Store(Workspaces.qualified(experiment.workspace()), Sessions.hadoop()));
    }

    Optional<StandingModel> model(String stage) {
        return Optional.ofNullable(standing.stages().get(stage))
                .map(folder -> models.computeIfAbsent(stage, name -> {
                    StandingModel model =
                            StandingModel.open(store, new Path(store.root(), Checkpoint.KIND + "/" + folder));
                    require("stage", name, model.stage(), folder);
                    if (!model.isCurrent()) {
                        throw new PerennialException(
                                ErrorCode.UNSUPPORTED,
                                "Cannot continue '" + folder + "': it is a checkpoint of another format, got version "
                                        + model.manifest().formatVersion() + ", expected " + Checkpoint.VERSION
                                        + ". Run the experiment that made it again.");
                    }
                    return model;
                }));
    }

    Optional<Checkpoint> checkpoint(String stage) {
        return model(stage).map(model -> Checkpoint.open(store, model.folder(), model.manifest()));
    }

    /** Of a standing stage, or of one that such a stage's stream replays. */
    Optional<StandingStream> stream(String stage) {
        return Optional.ofNullable(streams().get(stage));
    }

    /** All streams that stand for the experiment, those behind replays of replays as well. */
    Map<String, StandingStream> streams() {
        if (streams == null) {
            Map<String, StandingStream> found = new TreeMap<>();
            standing.stages().keySet().forEach(stage -> model(stage)
                    .flatMap(StandingModel::stream)
                    .ifPresent(stream -> add(stream, found)));
            streams = found;
        }
        return streams;
    }

    private void add(StandingStream stream, Map<String, StandingStream> found) {
        StandingStream before = found.putIfAbsent(stream.name(), stream);
        if (before == null) {
            stream.replayed(store).values().forEach(earlier -> add(earlier, found));
        } else if (!before.folder().equals(stream.folder())) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot take two streams for the stage '" + stream.name() + "': got "
                            + before.folder().getName() + " and "
                            + stream.folder().getName()
                            + ". Name checkpoints of one lineage.");
        }
    }

    Optional<Corpus> corpus(String name) {
        return Optional.ofNullable(standing.corpora().get(name)).map(folder -> {
            Path path = new Path(store.root(), Corpus.KIND + "/" + folder);
            Manifest manifest = store.manifest(path)
                    .orElseThrow(() -> new PerennialException(
                            ErrorCode.MISSING_FILE,
                            "Cannot use the corpus '" + folder + "': none stands in '" + path + "'."));
            require("corpus", name, manifest.name(), folder);
            return Corpus.open(store, path, manifest);
        });
    }

    /** Streams and their parts are called by these names; another would be another stream. */
    private static void require(String kind, String name, String expected, String folder) {
        if (!name.equals(expected)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot call '" + folder + "' another name: it is the " + kind + " '" + expected + "', got '" + name
                            + "'. Write " + expected + " = \"" + folder + "\".");
        }
    }
}
