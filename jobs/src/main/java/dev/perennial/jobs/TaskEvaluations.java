package dev.perennial.jobs;

import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.spark.TaskEvaluation;
import dev.perennial.evaluation.spark.TaskEvaluation.Pair;
import dev.perennial.evaluation.spark.TaskFiles;
import dev.perennial.evaluation.tasks.Task;
import dev.perennial.evaluation.tasks.TaskFigures;
import java.util.ArrayList;
import java.util.List;

/** What the models of an experiment reach on its tasks: imported models, every stage's checkpoint, and what is made of several. */
record TaskEvaluations(Pipeline pipeline) {

    List<String> tasks() {
        return List.copyOf(pipeline.experiment().evaluate().tasks().keySet());
    }

    List<String> models() {
        List<String> models = new ArrayList<>(pipeline.experiment().models().keySet());
        models.addAll(pipeline.stages());
        models.addAll(pipeline.experiment().evaluate().models().keySet());
        return models;
    }

    List<TaskFigures> ofExperiment() {
        return of(models(), tasks());
    }

    /** Of each model all tasks. Files are read first: a malformed row shows before anything is trained for it. */
    List<TaskFigures> of(List<String> models, List<String> names) {
        List<Task> tasks = names.stream().map(this::task).toList();
        if (tasks.isEmpty()) {
            return List.of();
        }
        List<Pair> pairs = new ArrayList<>();
        for (String model : models) {
            Candidate candidate = candidate(model);
            for (Task task : tasks) {
                Pair pair = new Pair(candidate, task);
                if (pair.canBeScored()) {
                    pairs.add(pair);
                } else {
                    pipeline.progress()
                            .say("left out: '" + model + "' on '" + task.name()
                                    + "', for the likeliest token of an ensemble is not computed");
                }
            }
        }
        Experiment experiment = pipeline.experiment();
        return new TaskEvaluation(
                        pipeline.store(),
                        experiment.evaluate().batch(),
                        experiment.tokenizer().engine(),
                        experiment.training().backend())
                .evaluate(pairs, pipeline::spark, pipeline.progress());
    }

    /** Reads every task, for their errors alone. */
    void check() {
        tasks().forEach(this::task);
    }

    private Task task(String name) {
        return TaskFiles.read(
                name,
                pipeline.experiment().evaluate().tasks().get(name),
                pipeline.store().hadoop());
    }

    private Candidate candidate(String model) {
        Combination combination = pipeline.experiment().evaluate().models().get(model);
        return combination == null
                ? new Candidate.Single(pipeline.checkpoint(model))
                : combination.of(
                        model,
                        combination.members().stream().map(pipeline::checkpoint).toList());
    }
}
