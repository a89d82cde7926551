package dev.perennial.jobs;

import dev.perennial.conf.Store;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.SavedRounds;
import dev.perennial.training.spark.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** The states that a stage's run saved on the way, as models. They stand because the run kept them; none is made. */
record SavedStates(Pipeline pipeline) {

    /** In their order: one in {@code every} of those that are saved by count, and the ends of phases. */
    List<Checkpoint> standing(String stage, long every) {
        Trainer run = pipeline.trainer(stage);
        TrainingPlan plan = run.plan();
        Map<Long, Checkpoint> states = new TreeMap<>();
        for (Path folder : folders(run)) {
            SavedRounds saved = new SavedRounds(pipeline.store(), folder);
            for (long rounds : saved.whole()) {
                if (plan.isEvery(every, rounds - 1)
                        || plan.phaseEndedBy(rounds - 1).isPresent()) {
                    states.putIfAbsent(rounds, run.state(saved.folder(rounds), rounds));
                }
            }
        }
        return List.copyOf(states.values());
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
