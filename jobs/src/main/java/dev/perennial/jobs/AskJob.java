package dev.perennial.jobs;

import dev.perennial.conf.ConfigurationFile;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
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
import java.io.FileNotFoundException;
import java.io.IOException;
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
        List<Path> models = check(store);
        List<Task> tasks = tasks(store);
        tasks.forEach(task -> terminal.say("task " + task.name() + ": " + task.format() + ", " + task.shots()
                + " shots, " + task.questions().size() + " questions"));
        if (dryRun) {
            return 0;
        }
        try (Workspaces.Lock lock = Workspaces.lock(store);
                Sessions sessions = new Sessions("perennial ask")) {
            List<Pair> pairs = new ArrayList<>();
            for (Path folder : models) {
                Candidate model = new Candidate.Single(checkpoint(folder, store, terminal));
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

    /** The folders of the models, each once; all that is wrong with the command line is told together. */
    private List<Path> check(Store store) {
        Problems problems = new Problems();
        if (!file.isFile()) {
            problems.add(
                    ErrorCode.MISSING_FILE,
                    "",
                    "Cannot read the tasks: no file at '" + file
                            + "'. It holds tasks { NAME { format = hellaswag, files = [...] } }.");
        }
        if (batch < 1) {
            problems.add(
                    ErrorCode.CONFIGURATION,
                    "",
                    "Cannot ask: --batch does not fit, got " + batch + ", expected at least 1.");
        }
        List<Path> models = folders.stream()
                .map(folder -> new Path(Workspaces.qualified(folder)))
                .distinct()
                .toList();
        models.stream()
                .filter(folder -> !isFolder(folder, store))
                .forEach(folder -> problems.add(
                        ErrorCode.MISSING_FILE, "", "Cannot ask the model '" + folder + "': there is no such folder."));
        problems.throwIfAny();
        return models;
    }

    private static boolean isFolder(Path folder, Store store) {
        try {
            return store.fileSystem(folder).getFileStatus(folder).isDirectory();
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE, "Cannot ask the model '" + folder + "': " + e.getMessage() + ".", e);
        }
    }

    private List<Task> tasks(Store store) {
        Problems problems = new Problems();
        TaskList list = new RecordReader(problems)
                .read(ConfigurationFile.read(file, overrides).root(), TaskList.class);
        problems.throwIfAny();
        if (list.tasks().isEmpty()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot ask: the file names no task, got tasks {} in '" + file
                            + "', expected at least one. Add tasks.NAME { format = hellaswag, files = [...] }.");
        }
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
