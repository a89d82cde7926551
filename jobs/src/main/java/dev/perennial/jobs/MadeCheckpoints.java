package dev.perennial.jobs;

import dev.perennial.conf.Recipe;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.ModelImport;
import dev.perennial.training.registry.Registry;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.spark.Trainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;

/** The checkpoints of an experiment: its stages trained, the points where they branch, the models it imports. */
final class MadeCheckpoints {
    private final Making making;
    private final MadeCorpora corpora;
    private final MadeStreams streams;
    private final Map<String, Checkpoint> checkpoints = new TreeMap<>();

    MadeCheckpoints(Making making, MadeCorpora corpora, MadeStreams streams) {
        this.making = making;
        this.corpora = corpora;
        this.streams = streams;
    }

    /** Of a stage, at its end or as it stands, or an imported one. */
    Checkpoint checkpoint(String name) {
        ForeignFolder foreign = making.experiment().models().get(name);
        return once(name, () -> making.standing()
                .checkpoint(name)
                .orElseGet(() -> foreign == null ? trainedWhole(name) : imported(name, foreign)));
    }

    /** The checkpoint of a stage if it stands; nothing is trained. */
    Optional<Checkpoint> trained(String stage) {
        if (streams.standing(stage).isPresent()) {
            return making.standing().checkpoint(stage);
        }
        Recipe recipe = trainer(stage).recipe();
        return making.store()
                .standing(recipe)
                .map(manifest -> Checkpoint.open(making.store(), making.store().folder(recipe), manifest));
    }

    /** What a stage goes on from, if it is not from scratch: the end of another, a point within it, or an imported model. */
    Optional<Checkpoint> parent(String name) {
        Stage stage = making.experiment().stages().get(name);
        return point(stage).map(this::checkpoint).or(() -> stage.parent().map(this::checkpoint));
    }

    /** Of a stage that goes on from a standing one: that one and all that it descends from, as far as they were trained here. */
    List<Checkpoint> standingLineage(String name) {
        return making.experiment().stages().get(name).parent().flatMap(making.standing()::model).stream()
                .flatMap(model -> Registry.of(making.store()).chain(model).stream())
                .filter(model -> !model.isImported())
                .map(model -> Checkpoint.open(making.store(), model.folder(), model.manifest()))
                .toList();
    }

    /** Where a stage leaves another on its way. */
    Optional<BranchPoint> point(Stage stage) {
        return stage.at().map(at -> {
            String parent = stage.parent().orElseThrow();
            return BranchPoint.of(
                    parent,
                    making.experiment().stages().get(parent),
                    at,
                    making.experiment().training().rounds(),
                    making.experiment().model().context());
        });
    }

    /** The run of a stage of this experiment, from its beginning to its end. */
    Trainer trainer(String stage) {
        return trainer(plan(making.knownStage(stage)));
    }

    /** By which a stage was trained, or is to be. */
    RoundPlan rounds(String stage) {
        return streams.standing(stage).isPresent()
                ? making.standing().model(stage).orElseThrow().rounds()
                : making.experiment().training().rounds();
    }

    /** Where the checkpoint of a stage stands, or where it will. */
    Path folder(String stage) {
        return making.store().folder(trainer(plan(stage)).recipe());
    }

    private Checkpoint imported(String name, ForeignFolder foreign) {
        ModelImport plan = ModelImport.plan(
                name,
                new Path(Workspaces.qualified(foreign.folder())),
                making.store(),
                making.experiment().tokenizer().engine());
        if (making.onlyLooks() && making.store().standing(plan.recipe()).isEmpty()) {
            throw new NotStanding();
        }
        return plan.checkpoint(making.progress());
    }

    private Checkpoint trainedWhole(String name) {
        TrainingPlan plan = plan(making.knownStage(name));
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

    /** The state of a stage's run at a point where another branches off. */
    private Checkpoint checkpoint(BranchPoint point) {
        return once(point.name(), () -> {
            TrainingPlan plan = plan(point.stage()).partly(point.name(), new RunPart(point.round(), null));
            return trained(plan).orElseGet(() -> {
                making.progress().say("training up to a branch: " + point);
                Checkpoint earlier = lastPoint(point.stage(), point.round());
                return train(plan.partly(point.name(), new RunPart(point.round(), earlier)));
            });
        });
    }

    /** The latest of a stage's branch points before a round, made now if need be: the run comes by there anyway. Or null. */
    private Checkpoint lastPoint(String name, long before) {
        return making.experiment().stages().values().stream()
                .flatMap(stage -> point(stage).stream())
                .filter(point -> point.stage().equals(name) && point.round() < before)
                .max(Comparator.comparingLong(BranchPoint::round))
                .map(this::checkpoint)
                .orElse(null);
    }

    private Optional<Checkpoint> trained(TrainingPlan plan) {
        Recipe recipe = trainer(plan).recipe();
        return making.standing(recipe)
                .map(manifest -> Checkpoint.open(making.store(), making.store().folder(recipe), manifest));
    }

    private TrainingPlan plan(String name) {
        Experiment experiment = making.experiment();
        Stage stage = experiment.stages().get(name);
        return new TrainingPlan(
                name,
                streams.stream(name),
                corpora.tokenizer().fingerprint(),
                corpora.tokenizer().endOfText(),
                experiment.model().forTokens(corpora.tokenizer().vocabularySize()),
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
                experiment.training().keepEvery(),
                experiment.training().keepPhaseEnds(),
                experiment.seed(),
                experiment.training().backend(),
                RunPart.WHOLE);
    }

    private Trainer trainer(TrainingPlan plan) {
        return new Trainer(plan, corpora.tokenizer().json());
    }

    private Checkpoint train(TrainingPlan plan) {
        try {
            return trainer(plan).train(making.spark().get(), making.store(), making.progress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
