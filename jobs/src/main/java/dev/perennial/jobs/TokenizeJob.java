package dev.perennial.jobs;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tokenize}: raw files to corpora of Parquet shards, train and validation. */
@Command(name = "tokenize", description = "Tokenises raw files into corpora of Parquet shards.")
public final class TokenizeJob extends ExperimentJob {
    @Option(names = "--corpus", paramLabel = "NAME", description = "only this one; may be repeated; without it, all")
    List<String> only = List.of();

    public static void main(String[] arguments) {
        Perennial.run("tokenize", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        for (String name :
                chosen(only, List.copyOf(pipeline.experiment().corpora().keySet()), "corpus")) {
            show(pipeline, pipeline.corpus(name).folder(), terminal);
        }
    }
}
