package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Store;
import dev.perennial.mixing.StandingStream;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.spark.StreamBuilder;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.spark.CorpusBuilder;
import dev.perennial.tokenize.spark.InputFingerprints;
import dev.perennial.tokenize.spark.StandingCorpus;
import dev.perennial.tokenize.spark.TokenizerTraining;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.ModelImport;
import dev.perennial.training.registry.Registry;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.spark.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * An experiment's artefacts, each made when it is asked for and does not stand, from those it depends on. So asking for the
 * last one runs everything, and asking again runs nothing.
 */
final class Pipeline {
    private final Experiment experiment;
    private final Store store;
    private final Supplier<SparkSession> spark;
    private final Supplier<SparkSession> fingerprinting;
    private final Progress progress;
    private Tokenizer tokenizer;
    private final Map<String, Corpus> corpora = new TreeMap<>();
    private final StandingParts standing;
    private final Map<String, TokenStream> streams = new TreeMap<>();
    private final Map<String, Checkpoint> checkpoints = new TreeMap<>();

    Pipeline(Experiment experiment, Store store, Supplier<SparkSession> spark, Progress progress) {
        this(experiment, store, spark, spark, progress);
    }

    /** One that makes nothing: what does not stand ends in {@link NotStanding}. Raw files are read for their fingerprints all the same. */
    static Pipeline looking(
            Experiment experiment, Store store, Supplier<SparkSession> fingerprinting, Progress progress) {
        Supplier<SparkSession> none = () -> {
            throw new NotStanding();
        };
        return new Pipeline(experiment, store, none, fingerprinting, progress);
    }

    private Pipeline(
            Experiment experiment,
            Store store,
            Supplier<SparkSession> spark,
            Supplier<SparkSession> fingerprinting,
            Progress progress) {
        this.fingerprinting = fingerprinting;
        this.experiment = experiment;
        this.store = store;
        this.spark = spark;
        this.progress = progress;
        this.standing = new StandingParts(experiment.standing(), store);
    }

    Experiment experiment() {
        return experiment;
    }

    SparkSession spark() {
        return spark.get();
    }

    Store store() {
        return store;
    }

    Progress progress() {
        return progress;
    }

    Tokenizer tokenizer() {
        if (tokenizer == null) {
            tokenizer = experiment.tokenizerFile().map(this::readTokenizer).orElseGet(this::trainedTokenizer);
        }
        return tokenizer;
    }

    Corpus corpus(String name) {
        return corpora.computeIfAbsent(
                known("corpus", name, experiment.distributions()),
                each -> standing.corpus(each).map(this::ofThisTokenizer).orElseGet(() -> makeCorpus(each)));
    }

    private Corpus ofThisTokenizer(Corpus corpus) {
        Fingerprint got = corpus.manifest().inputs().get("tokenizer");
        if (!tokenizer().fingerprint().equals(got)) {
            throw new PerennialException(
                    ErrorCode.TOKENIZER_MISMATCH,
                    "Cannot use '" + corpus.folder() + "': it was made with another tokenizer, got " + got
                            + ", expected " + tokenizer().fingerprint() + ".");
        }
        return corpus;
    }

    TokenStream stream(String stage) {
        Optional<StandingStream> there = standing(stage);
        if (there.isPresent()) {
            return there.get().tokens();
        }
        TokenStream made = streams.get(known("stage", stage, experiment.stages().keySet()));
        if (made == null) {
            StreamBuilder builder = streamBuilder(stage);
            Recipe recipe = builder.recipe();
            Manifest manifest = standing(recipe).orElseGet(() -> {
                progress.say("mixing the stream of '" + stage + "'");
                Manifest built = builder.build(spark.get(), store);
                BestFitNote.of(builder.configuration(), built).forEach(progress::say);
                return built;
            });
            made = TokenStream.open(store.folder(recipe), manifest);
            streams.put(stage, made);
        }
        return made;
    }

    /** The stream of a stage that is not the experiment's own. */
    private Optional<StandingStream> standing(String stage) {
        return experiment.stages().containsKey(stage) ? Optional.empty() : standing.stream(stage);
    }

    /** Of a stage, at its end or as it stands, or an imported one. */
    Checkpoint checkpoint(String name) {
        ForeignFolder foreign = experiment.models().get(name);
        return once(name, () -> standing.checkpoint(name)
                .orElseGet(() -> foreign == null ? trainedWhole(name) : imported(name, foreign)));
    }

    private Checkpoint imported(String name, ForeignFolder foreign) {
        ModelImport plan = ModelImport.plan(
                name,
                new Path(Workspaces.qualified(foreign.folder())),
                store,
                experiment.tokenizer().engine());
        if (spark != fingerprinting && store.standing(plan.recipe()).isEmpty()) {
            throw new NotStanding();
        }
        return plan.checkpoint(progress);
    }

    private Checkpoint trainedWhole(String name) {
        TrainingPlan plan =
                trainingPlan(known("stage", name, experiment.stages().keySet()));
        return trained(plan)
                .orElseGet(() -> train(plan.partly(name, new RunPart(null, lastPoint(name, Long.MAX_VALUE)))));
    }

    /** Not {@code computeIfAbsent}: making one checkpoint may make others. */
    private Checkpoint once(String name, Supplier<Checkpoint> make) {
        Checkpoint made = checkpoints.get(name);
        if (made == null) {
            made = make.get();
            checkpoints.put(name, made);
        }
        return made;
    }

    /** What a stage goes on from, if it is not from scratch: the end of another, a point within it, or an imported model. */
    Optional<Checkpoint> parent(String name) {
        Stage stage = experiment.stages().get(name);
        return point(stage).map(this::checkpoint).or(() -> stage.parent().map(this::checkpoint));
    }

    /** Of a stage that goes on from a standing one: that one and all that it descends from, as far as they were trained here. */
    List<Checkpoint> standingLineage(String name) {
        return experiment.stages().get(name).parent().flatMap(standing::model).stream()
                .flatMap(model -> Registry.of(store).chain(model).stream())
                .filter(model -> !model.isImported())
                .map(model -> Checkpoint.open(store, model.folder(), model.manifest()))
                .toList();
    }

    /** The state of a stage's run at a point where another branches off. */
    private Checkpoint checkpoint(BranchPoint point) {
        return once(point.name(), () -> {
            TrainingPlan plan = trainingPlan(point.stage()).partly(point.name(), new RunPart(point.round(), null));
            return trained(plan).orElseGet(() -> {
                progress.say("training up to a branch: " + point);
                Checkpoint earlier = lastPoint(point.stage(), point.round());
                return train(plan.partly(point.name(), new RunPart(point.round(), earlier)));
            });
        });
    }

    /** The latest of a stage's branch points before a round, made now if need be: the run comes by there anyway. Or null. */
    private Checkpoint lastPoint(String name, long before) {
        return experiment.stages().values().stream()
                .flatMap(stage -> point(stage).stream())
                .filter(point -> point.stage().equals(name) && point.round() < before)
                .max(Comparator.comparingLong(BranchPoint::round))
                .map(this::checkpoint)
                .orElse(null);
    }

    private Optional<BranchPoint> point(Stage stage) {
        return stage.at().map(at -> {
            String parent = stage.parent().orElseThrow();
            return BranchPoint.of(
                    parent,
                    experiment.stages().get(parent),
                    at,
                    experiment.training().rounds(),
                    experiment.model().context());
        });
    }

    private Optional<Checkpoint> trained(TrainingPlan plan) {
        Recipe recipe = new Trainer(plan, tokenizer().json()).recipe();
        return standing(recipe).map(manifest -> Checkpoint.open(store, store.folder(recipe), manifest));
    }

    /** The checkpoint of a stage if it stands; nothing is trained. */
    Optional<Checkpoint> trained(String stage) {
        if (standing(stage).isPresent()) {
            return standing.checkpoint(stage);
        }
        Recipe recipe = new Trainer(trainingPlan(stage), tokenizer().json()).recipe();
        return store.standing(recipe).map(manifest -> Checkpoint.open(store, store.folder(recipe), manifest));
    }

    /** By which a stage was trained, or is to be. */
    RoundPlan rounds(String stage) {
        return standing(stage).isPresent()
                ? standing.model(stage).orElseThrow().rounds()
                : experiment.training().rounds();
    }

    List<String> stages() {
        return StageOrder.of(experiment.stages());
    }

    List<String> distributions() {
        List<String> on = experiment.evaluate().on();
        return on.isEmpty() ? List.copyOf(experiment.distributions()) : on;
    }

    Manifest manifest(Path folder) {
        return store.manifest(folder).orElseThrow();
    }

    private Corpus makeCorpus(String name) {
        CorpusBuilder builder = corpusBuilder(name);
        Optional<Corpus> standing = builder.standing(store);
        progress.say(standing.map(corpus -> "standing: " + corpus.folder()).orElseGet(builder::summary));
        return standing.orElseGet(() -> builder.build(spark.get(), store, progress));
    }

    private CorpusBuilder corpusBuilder(String name) {
        return CorpusBuilder.plan(name, experiment.corpora().get(name), tokenizer(), store, fingerprints());
    }

    /** A corpus if it stands, or the one that it would extend; nothing is made. */
    Optional<Corpus> standingCorpus(String name) {
        Optional<Corpus> there = standing.corpus(name);
        if (there.isPresent()) {
            return there;
        }
        CorpusBuilder builder = corpusBuilder(name);
        return builder.standing(store).or(() -> builder.extended().map(StandingCorpus::corpus));
    }

    /** Where the checkpoint of a stage stands, or where it will. */
    Path folder(String stage) {
        return store.folder(new Trainer(trainingPlan(stage), tokenizer().json()).recipe());
    }

    private InputFingerprints fingerprints() {
        return new InputFingerprints(store, fingerprinting, progress);
    }

    StreamBuilder streamBuilder(String stage) {
        Optional<StandingStream> there = standing(stage);
        if (there.isPresent()) {
            return StreamBuilder.standing(
                    there.get(),
                    store,
                    tokenizer().vocabularySize(),
                    tokenizer().endOfText());
        }
        StreamConfiguration configuration = StageStream.of(experiment.stages().get(stage), experiment);
        Map<String, Corpus> used = new TreeMap<>();
        configuration.texts().values().forEach(text -> used.put(text.corpus(), corpus(text.corpus())));
        Map<String, TokenStream> replayed = new TreeMap<>();
        configuration.replays().values().forEach(replay -> replayed.put(replay.of(), stream(replay.of())));
        return new StreamBuilder(
                stage,
                configuration,
                used,
                replayed,
                tokenizer().fingerprint(),
                tokenizer().vocabularySize(),
                tokenizer().endOfText());
    }

    private TrainingPlan trainingPlan(String name) {
        Stage stage = experiment.stages().get(name);
        return new TrainingPlan(
                name,
                stream(name),
                tokenizer().fingerprint(),
                tokenizer().endOfText(),
                experiment.model().forTokens(tokenizer().vocabularySize()),
                experiment.training().masking(),
                parent(name).orElse(null),
                stage.optimizerState() == Stage.OptimizerState.KEEP,
                experiment.optimizer(),
                stage.schedule(),
                experiment.training().rounds(),
                experiment.training().master(),
                experiment.training().onSpike(),
                experiment.training().checkpointEvery(),
                experiment.training().keepLast(),
                experiment.training().keepPhaseEnds(),
                experiment.seed(),
                experiment.training().backend(),
                RunPart.WHOLE);
    }

    private Checkpoint train(TrainingPlan plan) {
        try {
            return new Trainer(plan, tokenizer().json()).train(spark.get(), store, progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Manifest> standing(Recipe recipe) {
        Optional<Manifest> manifest = store.standing(recipe);
        manifest.ifPresent(found -> progress.say("standing: " + store.folder(recipe)));
        return manifest;
    }

    private Tokenizer readTokenizer(String file) {
        Path path = new Path(file);
        try (InputStream in = store.fileSystem(path).open(path)) {
            byte[] json = in.readAllBytes();
            Problems problems = new Problems();
            TokenizerEngine engine = experiment.tokenizer().engine();
            Tokenizer read = problems.attempt(file, () -> Tokenizer.read(json, engine));
            problems.throwIfAny();
            read.notice().ifPresent(progress::say);
            return read;
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE, "Cannot read the tokenizer '" + file + "': " + e.getMessage() + ".", e);
        }
    }

    private Tokenizer trainedTokenizer() {
        TokenizerTraining training = TokenizerTraining.plan(
                experiment.tokenizer().vocabulary(), experiment.corpora(), store, fingerprints());
        Recipe recipe = training.recipe();
        byte[] json = standing(recipe)
                .map(manifest -> store.readText(new Path(store.folder(recipe), TokenizerTraining.FILE))
                        .orElseThrow()
                        .getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> training.train(spark.get(), store, progress).json());
        return Tokenizer.read(json, experiment.tokenizer().engine());
    }

    private static String known(String kind, String name, Set<String> known) {
        if (!known.contains(name)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot find the " + kind + " '" + name + "'." + Names.suggestion(name, known));
        }
        return name;
    }
}
