package dev.perennial.jobs;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Names;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.mixing.StandingStream;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.registry.Registry;
import dev.perennial.training.registry.ScheduleEnding;
import dev.perennial.training.registry.StandingModel;
import dev.perennial.training.schedule.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code models}: the lineage of the models that stand in a workspace, and how each can be continued. */
@Command(
        name = "models",
        description = "Lists the models that stand in a workspace, as a tree, and how each can be continued.")
public final class ModelsJob implements Callable<Integer> {
    @Option(names = "--workspace", required = true, paramLabel = "FOLDER", description = "where the artefacts are")
    String workspace;

    @Option(names = "--json", description = "prints one model a line as JSON on standard output")
    boolean json;

    public static void main(String[] arguments) {
        Perennial.run("models", arguments);
    }

    /**
     * A model, as {@code --json} prints it.
     *
     * @param mixture shares of the stream's parts
     * @param sequences of each part that it was trained on
     * @param tokensInAll with those of the models it descends from
     * @param constantRate at which it can be continued without re-warming, if it can
     */
    record Line(
            String folder,
            String name,
            Fingerprint fingerprint,
            Optional<String> parent,
            boolean imported,
            boolean branchPoint,
            Map<String, Share> mixture,
            Map<String, Long> sequences,
            long tokens,
            long tokensInAll,
            Optional<String> curve,
            Optional<Phase> phase,
            Optional<Double> rate,
            Optional<Double> constantRate,
            String created,
            int formatVersion) {

        static Line of(StandingModel model, Registry registry) {
            return new Line(
                    model.folder().getName(),
                    model.name(),
                    model.fingerprint(),
                    registry.parent(model).map(parent -> parent.folder().getName()),
                    model.isImported(),
                    model.isBranchPoint(),
                    model.stream()
                            .map(StandingStream::configuration)
                            .map(stream -> stream.shares())
                            .orElse(Map.of()),
                    model.parts(),
                    model.tokens().count(),
                    registry.seen(model).count(),
                    model.ending()
                            .map(ending ->
                                    Names.kebab(ending.schedule().getClass().getSimpleName())),
                    model.ending().map(ScheduleEnding::phase),
                    model.ending().map(ScheduleEnding::rate),
                    model.constantRate(),
                    model.manifest().created(),
                    model.manifest().formatVersion());
        }
    }

    @Override
    public Integer call() {
        Store store = new Store(Workspaces.qualified(workspace), Sessions.hadoop());
        Registry registry = Registry.of(store);
        if (json) {
            registry.models().forEach(model -> System.out.println(Json.line(Line.of(model, registry))));
            return 0;
        }
        Terminal terminal = Terminal.standard();
        terminal.say(ModelTree.of(registry));
        List<String> unfinished = store.folders(Checkpoint.KIND).stream()
                .filter(folder -> store.manifest(folder).isEmpty())
                .map(Path::getName)
                .toList();
        unfinished.forEach(folder -> terminal.say("not finished: " + folder));
        return 0;
    }
}
