package dev.perennial.jobs;

import com.typesafe.config.ConfigValue;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Store;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.StandingStream;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.ShardFormat;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.registry.Registry;
import dev.perennial.training.registry.StandingModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * Plans the next stage of a lineage: which model it continues, what of all before it replays, and what of its corpus was seen already.
 * Nothing is made; every decision has a reason for people.
 */
final class NextPlan {
    private final NextTemplate.Reading reading;
    private final Store store;
    private final Registry registry;
    private final Progress progress;
    private final List<String> reasons = new ArrayList<>();

    NextPlan(NextTemplate.Reading reading, Store store, Progress progress) {
        this.reading = reading;
        this.store = store;
        this.registry = Registry.of(store);
        this.progress = progress;
    }

    /** The names that a person may choose; without them the stage is called as its corpus is, and the parent is found. */
    record Wishes(Optional<String> parent, Optional<String> name) {}

    /**
     * @param corpus the new one's name
     * @param written it as it is read, where the template does not have it
     */
    NextExperiment plan(
            String corpus,
            CorpusSource source,
            Optional<ConfigValue> written,
            Wishes wishes,
            String template,
            List<String> overrides) {
        StandingModel parent = parent(wishes.parent());
        GptNeoX model = model(parent);
        List<StandingModel> chain = chain(parent);
        Sequences sequences = reading.pattern().tokens().sequences(model.context());
        List<Replay> replays = new ReplayOfAll(chain, reading.pattern().replay(), sequences).replays();
        replays.forEach(replay -> reasons.add("replays '" + replay.of() + "' by "
                + replay.share().percent() + " of the stage, from its position " + replay.from()));
        Optional<Tokens> skip =
                new SeenBefore(chain, reading, store, progress).of(corpus, source, parent, model, reasons);
        Map<String, String> corpora = standing(chain);
        corpora.keySet().removeAll(reading.template().corpora().keySet());
        corpora.remove(corpus);
        Map<String, String> stages = new TreeMap<>();
        chain.forEach(each -> stages.put(each.stage(), each.folder().getName()));
        stages.put(parent.stage(), parent.folder().getName());
        return new NextExperiment(
                reasons,
                template,
                overrides,
                wishes.name().orElseGet(() -> unused(corpus, stages)),
                reading.template().model().isPresent() ? Optional.empty() : Optional.of(model),
                new Standing(stages, corpora),
                corpus,
                written,
                parent.stage(),
                replays,
                skip,
                old(chain, corpora));
    }

    private StandingModel parent(Optional<String> named) {
        NextTemplate.Pattern pattern = reading.pattern();
        Optional<Double> constantStart = Continuation.constantStart(pattern.schedule(), pattern.tokens());
        ParentChoice choice = new ParentChoice(registry, constantStart, this::fits);
        ParentChoice.Chosen chosen = choice.choose(named);
        reasons.add("continues " + chosen.parent().folder().getName() + ": " + chosen.reason());
        if (constantStart.isPresent()) {
            choice.leftBehind(chosen.parent())
                    .forEach(model -> reasons.add("not in it: what "
                            + model.folder().getName() + " learned after it, which " + ModelTree.continuation(model)));
        }
        return chosen.parent();
    }

    private boolean fits(StandingModel model) {
        return reading.template()
                .model()
                .map(shape ->
                        shape.forTokens(shape.vocabulary().orElse(model.model().vocabulary())))
                .map(wanted -> model.model().withContext(wanted.context()).equals(wanted)
                        && wanted.context() <= model.model().context())
                .orElse(true);
    }

    private GptNeoX model(StandingModel parent) {
        int context = reading.template()
                .model()
                .map(ModelShape::context)
                .orElse(parent.model().context());
        return parent.model().withContext(context);
    }

    /** What was trained here, of which everything must stand to be seen again. */
    private List<StandingModel> chain(StandingModel parent) {
        List<StandingModel> chain = registry.chain(parent);
        chain.stream()
                .filter(StandingModel::isImported)
                .forEach(model -> reasons.add("not replayed: what " + model.name() + " saw before it was imported"));
        Map<String, StandingModel> stages = new LinkedHashMap<>();
        chain.stream().filter(model -> !model.isImported()).forEach(model -> {
            if (model.stream().isEmpty()) {
                throw new PerennialException(
                        ErrorCode.MISSING_FILE,
                        "Cannot replay what '" + model.folder().getName() + "' saw: its stream is gone. Run the"
                                + " experiment that made it again.");
            }
            if (stages.put(model.stage(), model) != null) {
                throw new PerennialException(
                        ErrorCode.CONFIGURATION,
                        "Cannot replay two stages of one name: got '" + model.stage() + "' twice before '"
                                + parent.folder().getName() + "'.");
            }
        });
        return List.copyOf(stages.values());
    }

    /** The corpora that were seen, each as it was when it was seen last. */
    private Map<String, String> standing(List<StandingModel> chain) {
        Map<String, String> corpora = new TreeMap<>();
        for (StandingModel model : chain) {
            StandingStream stream = model.stream().orElseThrow();
            stream.corpora().forEach((name, fingerprint) -> {
                Path folder = stream.beside(Corpus.KIND, name, fingerprint);
                store.manifest(folder)
                        .filter(manifest -> manifest.formatVersion() == ShardFormat.VERSION)
                        .ifPresentOrElse(
                                manifest -> corpora.put(name, folder.getName()),
                                () -> reasons.add("not evaluated on: " + folder.getName() + ", which is gone"));
            });
        }
        return corpora;
    }

    private Optional<String> old(List<StandingModel> chain, Map<String, String> corpora) {
        if (reading.template().evaluate().old().isPresent()) {
            return Optional.empty();
        }
        return chain.stream()
                .findFirst()
                .map(model -> model.stream().orElseThrow().configuration().mostly())
                .filter(name -> corpora.containsKey(name)
                        || reading.template().corpora().containsKey(name));
    }

    private static String unused(String name, Map<String, String> stages) {
        String unused = name;
        for (int number = 2; stages.containsKey(unused); number++) {
            unused = name + "-" + number;
        }
        return unused;
    }
}
