package dev.perennial.jobs;

import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.shard.Split;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.tokenize.spark.InputFiles;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.plan.CorpusDemand;
import dev.perennial.training.plan.Demand;
import dev.perennial.training.plan.StageDemand;
import dev.perennial.training.round.Rounds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an experiment asks for, from its file, and from its corpora as far as they stand or their files are at hand. */
final class ExperimentDemand {
    private final Experiment experiment;
    private final Store store;
    private final GptNeoX model;

    private ExperimentDemand(Experiment experiment, Store store, GptNeoX model) {
        this.experiment = experiment;
        this.store = store;
        this.model = model;
    }

    static Demand of(Experiment experiment, Store store, Progress progress) {
        return new ExperimentDemand(experiment, store, model(experiment, store, progress)).demand();
    }

    /** A tokenizer that is not trained yet has the entries it shall have; where the model says how many rows, none is needed. */
    private static GptNeoX model(Experiment experiment, Store store, Progress progress) {
        ModelShape shape = experiment.model();
        int entries = shape.vocabulary()
                .or(() -> experiment.tokenizerFile().map(file -> new Pipeline(experiment, store, null, progress)
                        .tokenizer()
                        .vocabularySize()))
                .orElse(experiment.tokenizer().vocabulary());
        return shape.forTokens(entries);
    }

    private Demand demand() {
        List<StageDemand> stages =
                StageOrder.of(experiment.stages()).stream().map(this::stage).toList();
        List<CorpusDemand> corpora = new ArrayList<>();
        experiment.corpora().forEach((name, source) -> corpora.add(corpus(name, source, stages)));
        List<String> on = experiment.evaluate().on();
        long evaluated = corpora.stream()
                .filter(corpus -> on.isEmpty() || on.contains(corpus.name()))
                .mapToLong(CorpusDemand::validation)
                .sum();
        return new Demand(
                model,
                experiment.training().rounds(),
                experiment.training().backend(),
                experiment.training().checkpointEvery(),
                stages,
                corpora,
                stages.size()
                        + experiment.models().size()
                        + experiment.evaluate().models().size(),
                evaluated,
                experiment.tokenizerFile().isEmpty());
    }

    private StageDemand stage(String name) {
        Stage stage = experiment.stages().get(name);
        int context = model.context();
        long sequences = stage.tokens().sequences(context).count();
        StreamConfiguration stream = StageStream.of(stage, experiment);
        SlotPlan slots = stream.slots();
        Map<String, Long> fresh = new TreeMap<>();
        stream.texts()
                .forEach((part, text) -> fresh.merge(
                        text.corpus(), slots.count(slots.names().indexOf(part), sequences) * context, Long::sum));
        return StageDemand.of(
                name, model, new Rounds(experiment.training().rounds(), sequences, context), fresh, stage.epochs());
    }

    private CorpusDemand corpus(String name, CorpusSource source, List<StageDemand> stages) {
        return standing(name)
                .map(corpus -> CorpusDemand.counted(
                        name,
                        corpus.packedTokens(Split.TRAIN),
                        corpus.packedTokens(Split.VALIDATION),
                        corpus.manifest().count("train bytes")
                                + corpus.manifest().count("validation bytes"),
                        corpus.shards().size(),
                        corpus.folder().getName()))
                .orElseGet(() -> CorpusDemand.guessed(
                        name,
                        InputFiles.textBytes(source.files(), store.hadoop()),
                        stages.stream()
                                .mapToLong(stage -> stage.fresh().getOrDefault(name, 0L) / stage.epochs())
                                .max()
                                .orElse(0),
                        source.validation().approximately(),
                        source.shardMegabytes()));
    }

    /** The latest of that name in the workspace: whether it is the very one that a run would take, only reading all files would tell. */
    private Optional<Corpus> standing(String name) {
        return store.folders(Corpus.KIND).stream()
                .flatMap(folder -> store
                        .manifest(folder)
                        .filter(manifest -> manifest.name().equals(name))
                        .map(manifest -> Corpus.open(store, folder, manifest))
                        .stream())
                .max(Comparator.comparing((Corpus corpus) -> corpus.manifest().created()));
    }
}
