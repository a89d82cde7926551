package dev.perennial.jobs;

import java.util.List;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mix}: corpora and earlier streams to token streams at exact shares. */
@Command(name = "mix", description = "Builds the token streams that stages train on.")
public final class MixJob extends ExperimentJob {
    @Option(names = "--stage", paramLabel = "NAME", description = "only this one; may be repeated; without it, all")
    List<String> only = List.of();

    @Option(names = "--gpu", description = "sorts and shuffles on GPUs, through RAPIDS: see conf/clusters/rapids.conf")
    boolean gpu;

    public static void main(String[] arguments) {
        Perennial.run("mix", arguments);
    }

    @Override
    Acceleration acceleration() {
        return gpu ? Acceleration.RAPIDS : super.acceleration();
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        for (String name : chosen(only, pipeline.stages(), "stage")) {
            show(pipeline, new Path(pipeline.stream(name).folder()), terminal);
        }
    }
}
