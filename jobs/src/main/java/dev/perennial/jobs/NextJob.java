package dev.perennial.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import dev.perennial.conf.ConfigurationFile;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.spark.CorpusSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code next}: plans the stage that teaches a lineage of models a new corpus, and writes it as an experiment. */
@Command(
        name = "next",
        description =
                "Plans the next stage for a new corpus from the models that stand, and writes it as an experiment.")
public final class NextJob implements Callable<Integer> {
    @Option(
            names = "--template",
            required = true,
            paramLabel = "FILE",
            description = "an experiment without stages, whose let.next is the pattern of the stage to come")
    File template;

    @Option(names = "--corpus", required = true, paramLabel = "NAME", description = "the new corpus")
    String corpus;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "a file of corpora, such as conf/data/demo.conf, that has it; without one, the template does")
    Optional<File> corpora = Optional.empty();

    @Option(
            names = "--parent",
            paramLabel = "MODEL",
            description = "a checkpoint's name or folder; without it, the latest that the schedule can continue")
    Optional<String> parent = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", description = "the new stage's; without it, the corpus's")
    Optional<String> name = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "sets a value over the template's; may be repeated")
    List<String> overrides = List.of();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "the experiment; without it, <stage>.conf beside the template")
    Optional<Path> output = Optional.empty();

    @Option(names = "--dry-run", description = "prints the plan and writes nothing")
    boolean dryRun;

    @Option(names = "--json", description = "prints what was chosen as JSON on standard output")
    boolean json;

    public static void main(String[] arguments) {
        Perennial.run("next", arguments);
    }

    /** What was chosen, as {@code --json} prints it. */
    record Choice(
            Optional<String> experiment,
            String stage,
            String parent,
            Standing standing,
            Object replay,
            Object skip,
            List<String> reasons) {}

    @Override
    public Integer call() throws IOException {
        NextTemplate.Reading reading = NextTemplate.read(template, overrides);
        Terminal terminal = Terminal.standard();
        Store store = new Store(Workspaces.qualified(reading.template().workspace()), Sessions.hadoop());
        Optional<ConfigValue> written = corpora.map(this::inFile);
        Path folder =
                output.orElse(template.toPath()).toAbsolutePath().normalize().getParent();
        NextExperiment next = new NextPlan(reading, store, terminal)
                .plan(
                        corpus,
                        written.map(this::source).orElseGet(() -> inTemplate(reading.template())),
                        written,
                        new NextPlan.Wishes(parent, name),
                        folder.relativize(template.toPath().toAbsolutePath().normalize())
                                .toString(),
                        overrides);
        next.reasons().forEach(terminal::say);
        Path file = output.orElse(folder.resolve(next.name() + ".conf"));
        write(next, file, terminal);
        if (json) {
            System.out.println(Json.line(new Choice(
                    dryRun ? Optional.empty() : Optional.of(file.toString()),
                    next.name(),
                    next.standing().stages().get(next.parent()),
                    next.standing(),
                    next.replays(),
                    next.skip(),
                    next.reasons())));
        }
        return 0;
    }

    private ConfigValue inFile(File file) {
        Config all = ConfigurationFile.read(file, List.of());
        if (!all.root().containsKey(corpus)) {
            throw missing(file, all.root().keySet());
        }
        return all.getValue(ConfigUtil.quoteString(corpus));
    }

    private CorpusSource source(ConfigValue value) {
        Problems problems = new Problems();
        Only read = new RecordReader(problems).read(value.atKey("corpus").root(), Only.class);
        problems.throwIfAny();
        return read.corpus();
    }

    private record Only(CorpusSource corpus) {}

    private CorpusSource inTemplate(NextTemplate read) {
        if (!read.corpora().containsKey(corpus)) {
            throw missing(template, read.corpora().keySet());
        }
        return read.corpora().get(corpus);
    }

    private PerennialException missing(File file, Set<String> known) {
        return new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot find the corpus '" + corpus + "' in '" + file + "'." + Names.suggestion(corpus, known)
                        + " Describe it there, or in a file of its own with --data.");
    }

    /** It is read as {@code run} reads it before it has its name, so whatever stands under the name can be run. */
    private void write(NextExperiment next, Path file, Terminal terminal) throws IOException {
        String text = next.text();
        if (Files.exists(file) && !Files.readString(file).equals(text)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot write '" + file + "': another experiment stands there. Choose another --name or --output.");
        }
        Path draft = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.writeString(draft, text);
            terminal.say(
                    PlanText.of(ExperimentReader.read(draft.toFile(), List.of()).experiment()));
            if (!dryRun) {
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
                terminal.say("wrote " + file + "; to train it: perennial run --conf " + file);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
