package dev.perennial.jobs;

import dev.perennial.conf.Json;
import dev.perennial.tokenize.overlap.Overlap;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tokenize}: raw files to corpora of Parquet shards, train and validation. */
@Command(name = "tokenize", description = "Tokenises raw files into corpora of Parquet shards.")
public final class TokenizeJob extends ExperimentJob {
    @Option(names = "--corpus", paramLabel = "NAME", description = "only this one; may be repeated; without it, all")
    List<String> only = List.of();

    @Option(names = "--gpu", description = "sorts and shuffles on GPUs, through RAPIDS: see conf/clusters/rapids.conf")
    boolean gpu;

    public static void main(String[] arguments) {
        Perennial.run("tokenize", arguments);
    }

    @Override
    Acceleration acceleration() {
        return gpu ? Acceleration.RAPIDS : super.acceleration();
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        List<String> names =
                chosen(only, List.copyOf(pipeline.experiment().corpora().keySet()), "corpus");
        names.forEach(name -> show(pipeline, pipeline.corpus(name).folder(), terminal));
        List<Overlap> overlaps = new Overlaps(pipeline).between(names, names);
        OverlapText.of(overlaps).forEach(terminal::say);
        if (json) {
            overlaps.forEach(overlap -> System.out.println(Json.line(overlap)));
        }
    }
}
