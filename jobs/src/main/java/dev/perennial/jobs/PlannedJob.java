package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Names;
import dev.perennial.conf.Problems;
import java.io.File;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands on an experiment share: plan, check, show, and stop there if it is a dry run. */
abstract class PlannedJob implements Callable<Integer> {
    /** Several names: where options stand before the jar, {@code spark-submit} takes {@code --conf} for itself. */
    @Option(
            names = {"--conf", "--conf-file", "--experiment"},
            required = true,
            paramLabel = "FILE",
            description = "the experiment (HOCON)")
    File file;

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "sets a value over the file's, such as stages.P.tokens=100k; may be repeated")
    List<String> overrides = List.of();

    @Option(names = "--dry-run", description = "prints the resolved plan and stops")
    boolean dryRun;

    @Option(names = "--json", description = "prints the result as JSON lines on standard output")
    boolean json;

    @Override
    public Integer call() {
        ExperimentReader.Reading reading = read();
        Terminal terminal = Terminal.standard();
        terminal.say(PlanText.of(reading.experiment()));
        if (dryRun) {
            terminal.say("resolved configuration:\n" + reading.text());
            return 0;
        }
        execute(reading, terminal);
        return 0;
    }

    ExperimentReader.Reading read() {
        return ExperimentReader.read(file, overrides);
    }

    abstract void execute(ExperimentReader.Reading reading, Terminal terminal);

    /** The given names, or all of them; an unknown one is an error. */
    static List<String> chosen(List<String> names, List<String> all, String kind) {
        Problems problems = new Problems();
        names.stream()
                .filter(name -> !all.contains(name))
                .forEach(name -> problems.add(
                        ErrorCode.CONFIGURATION,
                        "command line",
                        "Cannot find the " + kind + " '" + name + "'." + Names.suggestion(name, all)));
        problems.throwIfAny();
        return names.isEmpty() ? all : names;
    }
}
