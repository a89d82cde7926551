package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.tasks.TaskFigures;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code evaluate-tasks}: what the models of an experiment reach on multiple-choice, cloze and perplexity tasks. */
@Command(
        name = "evaluate-tasks",
        description = "Asks models the experiment's tasks (evaluate.tasks), scored as lm-evaluation-harness does.")
public final class EvaluateTasksJob extends ExperimentJob {
    @Option(names = "--task", paramLabel = "NAME", description = "only this one; may be repeated; without it, all")
    List<String> tasks = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "only this stage, imported model or combination; may be repeated; without it, all")
    List<String> models = List.of();

    public static void main(String[] arguments) {
        Perennial.run("evaluate-tasks", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        TaskEvaluations evaluations = new TaskEvaluations(pipeline);
        if (evaluations.tasks().isEmpty()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot evaluate tasks: the experiment names none, got evaluate.tasks {}, expected at least one. Add"
                            + " evaluate.tasks.NAME { format = hellaswag, files = [...] }.");
        }
        List<TaskFigures> figures = evaluations.of(
                chosen(models, evaluations.models(), "model"), chosen(tasks, evaluations.tasks(), "task"));
        terminal.say(TaskTable.of(figures));
        if (json) {
            figures.forEach(each -> System.out.println(Json.line(each)));
        }
    }
}
