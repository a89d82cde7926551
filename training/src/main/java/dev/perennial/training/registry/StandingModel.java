package dev.perennial.training.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.StandingStream;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.round.RoundPlan;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint that stands, with what its manifest, its state and its stream's manifest say of it.
 *
 * @param folder of the checkpoint
 * @param ending where its schedule stood at its end; none of an imported model
 * @param stream what it was trained on; none of an imported model, or if the stream is gone
 */
public record StandingModel(
        Path folder, Manifest manifest, Optional<ScheduleEnding> ending, Optional<StandingStream> stream) {
    private static final String PARENT = "parent";
    private static final String STREAM = "stream";

    /** The finished checkpoint in a folder. */
    public static StandingModel open(Store store, Path folder) {
        Manifest manifest = store.manifest(folder)
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.MISSING_FILE,
                        "Cannot take '" + folder
                                + "' for a model: no finished checkpoint stands there. 'perennial models'"
                                + " lists those that do."));
        Path state = new Path(folder, Checkpoint.STATE_FILE);
        return new StandingModel(
                folder,
                manifest,
                store.readText(state).map(text -> ScheduleEnding.read(text, state.toString())),
                Optional.ofNullable(manifest.inputs().get(STREAM))
                        .flatMap(fingerprint -> store.find(TokenStream.KIND, fingerprint))
                        .map(stream -> StandingStream.open(store, stream)));
    }

    public String name() {
        return manifest.name();
    }

    /** The stage that trained it, whose name its stream has; of an imported model its own name. */
    public String stage() {
        return stream.map(StandingStream::name).orElse(name());
    }

    public Fingerprint fingerprint() {
        return manifest.fingerprint();
    }

    public Optional<Fingerprint> parent() {
        return Optional.ofNullable(manifest.inputs().get(PARENT));
    }

    public boolean isImported() {
        return manifest.configuration().path("imported").asBoolean();
    }

    /** Whether it is a state within a run, at which another stage branches off, and not the run's end. */
    public boolean isBranchPoint() {
        return manifest.configuration().has("until");
    }

    /** Whether it is a state that the run came by which made the other one. */
    boolean isPassedBy(StandingModel other) {
        return isBranchPoint()
                && manifest.inputs().equals(other.manifest.inputs())
                && withoutEnd().equals(other.withoutEnd())
                && sequences() < other.sequences();
    }

    private JsonNode withoutEnd() {
        return ((ObjectNode) manifest.configuration().deepCopy()).without("until");
    }

    /** Whether code of this version can continue it. */
    public boolean isCurrent() {
        return manifest.formatVersion() == Checkpoint.VERSION;
    }

    public GptNeoX model() {
        return Json.read(Json.line(manifest.configuration().path("model")), GptNeoX.class, folder.toString());
    }

    /** By which it was trained. */
    public RoundPlan rounds() {
        return Json.read(Json.line(manifest.configuration().path("rounds")), RoundPlan.class, folder.toString());
    }

    /** Of its stream, that it was trained on. */
    public long sequences() {
        return manifest.counts().getOrDefault("sequences", 0L);
    }

    /** That it was trained on since its parent. */
    public Tokens tokens() {
        return new Tokens(manifest.counts().getOrDefault("tokens", 0L));
    }

    /** Sequences of each part of its mixture that it was trained on. */
    public Map<String, Long> parts() {
        return stream.map(trained -> trained.before(sequences())).orElse(Map.of());
    }

    /** The rate at which a stage can go on from here without re-warming: only from a constant phase. */
    public Optional<Double> constantRate() {
        return ending.filter(ScheduleEnding::isConstant).map(ScheduleEnding::rate);
    }
}
