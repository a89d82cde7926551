package dev.perennial.jobs;

import dev.perennial.conf.ConfigurationFile;
import dev.perennial.conf.Json;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Store;
import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.spark.TaskEvaluation;
import dev.perennial.evaluation.spark.TaskEvaluation.Pair;
import dev.perennial.evaluation.spark.TaskFiles;
import dev.perennial.evaluation.tasks.Task;
import dev.perennial.evaluation.tasks.TaskFigures;
import dev.perennial.evaluation.tasks.TaskSource;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.ModelImport;
import dev.perennial.training.kernel.Backend;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ask}: tasks for models that stand in folders, without an experiment around them. */
@Command(
        name = "ask",
        description = "Asks models in folders the tasks of a file, scored as lm-evaluation-harness does.")
public final class AskJob implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER",
            description = "a checkpoint, or a Hugging Face GPT-NeoX folder, such as Pythia's")
    List<String> folders;

    @Option(
            names = "--tasks",
            required = true,
            paramLabel = "FILE",
            description = "tasks { NAME { format, files, ... } }")
    File file;

    @Option(names = "--set", paramLabel = "path=value", description = "sets a value over the file's; may be repeated")
    List<String> overrides = List.of();

    @Option(names = "--workspace", required = true, paramLabel = "FOLDER", description = "where artefacts go")
    String workspace;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "sequences computed at once; ${DEFAULT-VALUE} if not told")
    int batch = 16;

    @Option(names = "--dry-run", description = "reads the tasks and stops")
    boolean dryRun;

    @Option(names = "--json", description = "prints the figures as JSON lines on standard output")
    boolean json;

    /** What the file holds. */
    record TaskList(Map<String, TaskSource> tasks) {}

    public static void main(String[] arguments) {
        Perennial.run("ask", arguments);
    }

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public Integer call() {
        Terminal terminal = Terminal.standard();
        Store store = new Store(Workspaces.qualified(workspace), Sessions.hadoop());
        List<Task> tasks = tasks(store);
        tasks.forEach(task -> terminal.say("task " + task.name() + ": " + task.format() + ", " + task.shots()
                + " shots, " + task.questions().size() + " questions"));
        if (dryRun) {
            return 0;
        }
        try (Workspaces.Lock lock = Workspaces.lock(store);
                Sessions sessions = new Sessions("perennial ask")) {
            List<Pair> pairs = new ArrayList<>();
            for (String folder : folders) {
                Candidate model =
                        new Candidate.Single(checkpoint(new Path(Workspaces.qualified(folder)), store, terminal));
                tasks.forEach(task -> pairs.add(new Pair(model, task)));
            }
            List<TaskFigures> figures = new TaskEvaluation(store, batch, TokenizerEngine.AUTOMATIC, Backend.CPU)
                    .evaluate(pairs, sessions, terminal);
            terminal.say(TaskTable.of(figures));
            if (json) {
                figures.forEach(each -> System.out.println(Json.line(each)));
            }
        }
        return 0;
    }

    private List<Task> tasks(Store store) {
        Problems problems = new Problems();
        TaskList list = new RecordReader(problems)
                .read(ConfigurationFile.read(file, overrides).root(), TaskList.class);
        problems.throwIfAny();
        return list.tasks().entrySet().stream()
                .map(task -> TaskFiles.read(task.getKey(), task.getValue(), store.hadoop()))
                .toList();
    }

    /** As it stands if it is an artefact; else imported into the workspace. */
    private static Checkpoint checkpoint(Path folder, Store store, Terminal terminal) {
        return store.manifest(folder)
                .map(manifest -> Checkpoint.open(store, folder, manifest))
                .orElseGet(() -> ModelImport.plan(folder.getName(), folder, store, TokenizerEngine.AUTOMATIC)
                        .checkpoint(terminal));
    }
}
