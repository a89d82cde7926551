package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what an artefact is, and where it came from. */
@Command(name = "inspect", description = "Prints what an artefact is and where it came from.")
public final class InspectJob implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "an artefact's folder")
    String folder;

    public static void main(String[] arguments) {
        Perennial.run("inspect", arguments);
    }

    @Override
    public Integer call() {
        Store store = new Store(Workspaces.qualified(folder), Sessions.hadoop());
        Path path = store.root();
        Manifest manifest = store.manifest(path)
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.MISSING_FILE,
                        "Cannot inspect '" + path + "': it has no " + Manifest.FILE
                                + ", so it is no artefact, or one that was never finished."));
        System.out.print(Json.pretty(manifest));
        return 0;
    }
}
