package dev.perennial.jobs;

import dev.perennial.tokenize.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code train-tokenizer}: a byte-level BPE from the experiment's corpora to a Hugging Face tokenizer.json. */
@Command(name = "train-tokenizer", description = "Trains a byte-level BPE tokenizer on the experiment's corpora.")
public final class TrainTokenizerJob extends ExperimentJob {
    @Option(names = "--output", paramLabel = "FILE", description = "also writes the tokenizer.json there")
    Path output;

    public static void main(String[] arguments) {
        Perennial.run("train-tokenizer", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        Tokenizer tokenizer = pipeline.tokenizer();
        terminal.say("tokenizer " + tokenizer.fingerprint() + ": " + tokenizer.vocabularySize() + " entries");
        if (output != null) {
            try {
                Files.write(output, tokenizer.json());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            terminal.say("written to " + output);
        }
    }
}
