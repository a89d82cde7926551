package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.advice.Advice;
import dev.perennial.evaluation.advice.Advisor;
import dev.perennial.evaluation.advice.KnownShift;
import dev.perennial.evaluation.advice.Probe;
import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code advise}: which replay share for a shift of one's own, on what evidence; it trains nothing but a parent that does not stand. */
@Command(
        name = "advise",
        description = "Advises a replay share from a cheap probe of the shift, the paper's tables and earlier reports.")
public final class AdviseJob extends ExperimentJob {
    private static final String FOLDER = "report/advice";

    @Option(
            names = "--parent",
            paramLabel = "NAME",
            description = "the stage or imported model to continue; without it, the first stage without a parent")
    Optional<String> parent = Optional.empty();

    @Option(names = "--old", paramLabel = "CORPUS", description = "what the parent knows; without it, as in a report")
    Optional<String> old = Optional.empty();

    @Option(
            names = "--new",
            paramLabel = "CORPUS",
            description = "what it is to learn; may be left out if there is one other")
    Optional<String> fresh = Optional.empty();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "an earlier report.json of yours, or its folder; may be repeated")
    List<File> reports = List.of();

    public static void main(String[] arguments) {
        Perennial.run("advise", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        // Read before anything is made, so that a wrong path shows at once.
        List<KnownShift> known = reports.stream()
                .flatMap(file -> FitJob.report(file).shifts().stream())
                .toList();
        String before =
                known("--old", old.orElseGet(() -> new ReportBuilder(pipeline, "").oldDistribution()), pipeline);
        String after = known("--new", fresh.orElseGet(() -> onlyOther(before, pipeline)), pipeline);
        Probe probe = new ProbeMeasurement(pipeline).of(parent.orElseGet(() -> firstParent(pipeline)), before, after);
        Advice advice = Advisor.advise(probe, known);
        terminal.say("\n" + advice.inWords());
        terminal.say("advice: " + write(advice, before + "-to-" + after, pipeline));
        if (json) {
            System.out.println(Json.line(advice));
        }
    }

    private static String known(String option, String corpus, Pipeline pipeline) {
        return chosen(
                        List.of(corpus),
                        List.copyOf(pipeline.experiment().corpora().keySet()),
                        "corpus of " + option)
                .get(0);
    }

    private static String onlyOther(String old, Pipeline pipeline) {
        List<String> others = pipeline.experiment().corpora().keySet().stream()
                .filter(name -> !name.equals(old))
                .toList();
        if (others.size() != 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot choose what is new beside '" + old + "': got " + others.size()
                            + " other corpora, expected 1. Name one with --new"
                            + (others.isEmpty() ? "." : ": " + others + "."));
        }
        return others.get(0);
    }

    /** Of a stage, or else the imported model that the first one continues. */
    private static String firstParent(Pipeline pipeline) {
        Stream<Stage> stages =
                pipeline.stages().stream().map(pipeline.experiment().stages()::get);
        return pipeline.stages().stream()
                .filter(name ->
                        pipeline.experiment().stages().get(name).parent().isEmpty())
                .findFirst()
                .orElseGet(() -> stages.flatMap(stage -> stage.parent().stream())
                        .findFirst()
                        .orElseThrow());
    }

    /** Not an artefact: written anew each time, as reports are. */
    private static Path write(Advice advice, String shift, Pipeline pipeline) {
        Path folder = new Path(new Path(pipeline.store().root(), FOLDER), shift);
        pipeline.store().writeText(new Path(folder, "advice.txt"), advice.inWords());
        Path file = new Path(folder, "advice.json");
        pipeline.store().writeText(file, Json.pretty(advice));
        return file;
    }
}
