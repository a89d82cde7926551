package dev.perennial.jobs;

import dev.perennial.jobs.demo.DemoCorpora;
import dev.perennial.jobs.demo.DemoFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo-corpora}: writes the quickstart's three corpora from the artifacts that the build resolved. */
@Command(name = "demo-corpora", description = "Writes the three demo corpora as Pile, SlimPajama and OSCAR files.")
public final class DemoCorporaJob implements Callable<Integer> {
    @Option(names = "--sources", required = true, paramLabel = "DIR", description = "where the build unpacked them")
    Path sources;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "where the corpora go")
    Path output;

    public static void main(String[] arguments) {
        Perennial.run("demo-corpora", arguments);
    }

    @Override
    public Integer call() throws IOException {
        for (DemoFile file : DemoCorpora.write(sources, output)) {
            Terminal.standard()
                    .say(String.format(
                            Locale.ROOT,
                            "%s: %,d documents, %,d bytes of text, %s",
                            file.path(),
                            file.documents(),
                            file.textBytes(),
                            file.domain()));
        }
        return 0;
    }
}
