package dev.perennial.jobs;

import java.util.List;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code train}: streams to checkpoints; a parent or stream that does not stand is made first. */
@Command(name = "train", description = "Trains the checkpoints of stages, parents first.")
public final class TrainJob extends ExperimentJob {
    @Option(names = "--stage", paramLabel = "NAME", description = "only this one; may be repeated; without it, all")
    List<String> only = List.of();

    public static void main(String[] arguments) {
        Perennial.run("train", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        for (String name : chosen(only, pipeline.stages(), "stage")) {
            show(pipeline, new Path(pipeline.checkpoint(name).folder()), terminal);
        }
    }
}
