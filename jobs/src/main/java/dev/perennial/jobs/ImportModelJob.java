package dev.perennial.jobs;

import dev.perennial.conf.Json;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.ModelImport;
import dev.perennial.training.model.GptNeoX;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import-model}: a Hugging Face GPT-NeoX folder to a checkpoint that stages can continue. */
@Command(name = "import-model", description = "Makes a checkpoint of a Hugging Face GPT-NeoX model, such as Pythia.")
public final class ImportModelJob implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "config.json, tokenizer.json, and model.safetensors or its shards")
    String folder;

    @Option(names = "--workspace", required = true, paramLabel = "FOLDER", description = "where artefacts go")
    String workspace;

    @Option(names = "--name", paramLabel = "NAME", description = "the checkpoint's name; without it, the folder's")
    String name;

    @Option(
            names = "--engine",
            defaultValue = "automatic",
            description = "of its tokenizer: automatic, java or hugging-face (default: ${DEFAULT-VALUE})")
    TokenizerEngine engine;

    @Option(names = "--dry-run", description = "checks the folder and stops")
    boolean dryRun;

    @Option(names = "--json", description = "prints the manifest as JSON on standard output")
    boolean json;

    public static void main(String[] arguments) {
        Perennial.run("import-model", arguments);
    }

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public Integer call() {
        Terminal terminal = Terminal.standard();
        Store store = new Store(Workspaces.qualified(workspace), Sessions.hadoop());
        Path from = new Path(Workspaces.qualified(folder));
        ModelImport plan = ModelImport.plan(name == null ? from.getName() : name, from, store, engine);
        terminal.say(plan.describe());
        if (dryRun) {
            return 0;
        }
        try (Workspaces.Lock lock = Workspaces.lock(store)) {
            Checkpoint checkpoint = plan.checkpoint(terminal);
            terminal.say(checkpoint.folder() + "\nto continue it, an experiment in this workspace says:\n"
                    + section(checkpoint.name(), plan.model()));
            if (json) {
                System.out.println(
                        Json.line(store.manifest(new Path(checkpoint.folder())).orElseThrow()));
            }
        }
        return 0;
    }

    private String section(String name, GptNeoX model) {
        return String.format(
                "    models { %s { folder = \"%s\" } }%n    model { layers = %d, width = %d, heads = %d, context = %d, "
                        + "vocabulary = %d, rotary = %s, rotary-base = %s, norm-epsilon = %s }%n    stages.STAGE.parent = %s",
                name,
                folder,
                model.layers(),
                model.width(),
                model.heads(),
                model.context(),
                model.vocabulary(),
                model.rotary(),
                model.rotaryBase(),
                model.normEpsilon(),
                name);
    }
}
