package dev.perennial.jobs;

import dev.perennial.conf.Store;
import dev.perennial.conf.Tokens;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.SavedRounds;
import dev.perennial.training.schedule.Phase;
import dev.perennial.training.spark.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.apache.hadoop.fs.Path;

/** The states that a stage's run saved on the way, as models. They stand because the run kept them; none is made. */
record SavedStates(Pipeline pipeline) {

    /** In their order: one in {@code every} of those that are saved by count, and the ends of phases. */
    List<Checkpoint> standing(String stage, long every) {
        Trainer run = pipeline.trainer(stage);
        TrainingPlan plan = run.plan();
        return List.copyOf(states(
                        run,
                        rounds -> plan.isEvery(every, rounds - 1)
                                || plan.phaseEndedBy(rounds - 1).isPresent())
                .values());
    }

    /** Those whose last step was in a phase, and the finished model if its was. */
    List<Checkpoint> inPhase(String stage, Phase phase) {
        Trainer run = pipeline.trainer(stage);
        TrainingPlan plan = run.plan();
        LongPredicate isInPhase = rounds -> phase
                == plan.schedule()
                        .phase(
                                new Tokens(plan.stage().consumed(rounds)
                                        * plan.model().context()),
                                plan.stageTokens());
        Map<Long, Checkpoint> states = states(run, isInPhase);
        if (isInPhase.test(plan.end())) {
            states.put(plan.end(), pipeline.checkpoint(stage));
        }
        return List.copyOf(states.values());
    }

    /** The state after so many tokens, whether it stands or not; none if no round of the run ends there. */
    Optional<Checkpoint> after(String stage, long tokens) {
        Trainer run = pipeline.trainer(stage);
        TrainingPlan plan = run.plan();
        int context = plan.model().context();
        long rounds = plan.stage().reaching(tokens / context);
        SavedRounds saved = new SavedRounds(pipeline.store(), pipeline.store().folder(run.recipe()));
        return plan.stage().consumed(rounds) * context == tokens
                ? Optional.of(run.state(saved, rounds))
                : Optional.empty();
    }

    /** By the rounds that were over. */
    private Map<Long, Checkpoint> states(Trainer run, LongPredicate isWanted) {
        Map<Long, Checkpoint> states = new TreeMap<>();
        for (Path folder : folders(run)) {
            SavedRounds saved = new SavedRounds(pipeline.store(), folder);
            saved.whole().stream()
                    .filter(isWanted::test)
                    .forEach(rounds -> states.putIfAbsent(rounds, run.state(saved, rounds)));
        }
        return states;
    }

    /** Where a run saves: below its own folder, and below those of its parts that end where others branch off. */
    private List<Path> folders(Trainer run) {
        Store store = pipeline.store();
        List<Path> folders = new ArrayList<>();
        folders.add(store.folder(run.recipe()));
        pipeline.experiment().stages().values().stream()
                .flatMap(stage -> pipeline.point(stage).stream())
                .filter(point -> point.stage().equals(run.plan().name()))
                .map(point -> run.plan().partly(point.name(), new RunPart(point.round(), null)))
                .map(part -> store.folder(new Trainer(part, run.tokenizerJson()).recipe()))
                .forEach(folders::add);
        return folders;
    }
}
