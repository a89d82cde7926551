package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.FloatFormat;
import dev.perennial.training.checkpoint.ModelExport;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export-model}: a checkpoint to a folder that Hugging Face transformers loads. */
@Command(name = "export-model", description = "Writes a checkpoint as a Hugging Face GPT-NeoX folder.")
public final class ExportModelJob implements Callable<Integer> {
    private static final long MEGABYTE = 1_000_000;

    @Parameters(paramLabel = "CHECKPOINT", description = "a checkpoint's folder in a workspace")
    String checkpoint;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FOLDER",
            description = "where to; files there are replaced")
    String output;

    @Option(
            names = "--format",
            defaultValue = "fp32",
            description = "fp32, fp16 or bf16; rounded to nearest (default: ${DEFAULT-VALUE})")
    FloatFormat format;

    @Option(
            names = "--shard-megabytes",
            paramLabel = "N",
            description = "the most that a file of weights holds; without it, one file")
    Optional<Long> shardMegabytes = Optional.empty();

    @Option(names = "--json", description = "prints the files of weights as a JSON array on standard output")
    boolean json;

    public static void main(String[] arguments) {
        Perennial.run("export-model", arguments);
    }

    @Override
    public Integer call() throws IOException {
        Store store = new Store(Workspaces.qualified(checkpoint), Sessions.hadoop());
        Manifest manifest = store.manifest(store.root())
                .filter(found -> found.kind().equals(Checkpoint.KIND))
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.MISSING_FILE,
                        "Cannot export '" + store.root() + "': it is no finished checkpoint. Name a folder below "
                                + "checkpoints/ of a workspace."));
        Path folder = new Path(Workspaces.qualified(output));
        ModelExport export = new ModelExport(
                Checkpoint.open(store, store.root(), manifest),
                format,
                shardMegabytes
                        .map(megabytes -> Math.multiplyExact(megabytes, MEGABYTE))
                        .orElse(Long.MAX_VALUE));
        List<String> files =
                export.write(store, folder).stream().map(Path::toString).toList();
        Terminal.standard().say("'" + manifest.name() + "' in " + format + ": " + String.join(" ", files));
        if (json) {
            System.out.println(Json.line(files));
        }
        return 0;
    }
}
