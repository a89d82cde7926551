package dev.perennial.jobs;

import dev.perennial.conf.CodeVersion;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.law.AnnealingLaw;
import dev.perennial.evaluation.law.LawFit;
import dev.perennial.evaluation.law.RatedCurve;
import dev.perennial.evaluation.report.EarlierReport;
import dev.perennial.evaluation.report.LawReport;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.StepMetrics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fit}: a published law beside losses of one's own, from files alone; {@code advise}'s other half. */
@Command(
        name = "fit",
        description =
                "Fits a published law to your own losses and shows the fit; needs no experiment, starts no Spark.")
public final class FitJob implements Callable<Integer> {
    @Parameters(
            paramLabel = "LAW",
            description = "annealing (loss over a run's learning rates), or d-cpt (loss over replay)")
    Choice law;

    @Option(
            names = "--run",
            paramLabel = "FILE",
            description = "annealing: a checkpoint's metrics.jsonl, or its folder; may be repeated, one law for all")
    List<File> runs = List.of();

    @Option(
            names = "--lambda",
            paramLabel = "DECAY",
            description = "annealing: the decay of the annealing momentum (default: ${DEFAULT-VALUE})")
    double lambda = AnnealingLaw.LAMBDA;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "d-cpt: a report.json, or its folder; may be repeated, runs on one new distribution together")
    List<File> reports = List.of();

    @Option(
            names = "--chart",
            paramLabel = "FILE.html",
            description = "draws measured and fitted losses on a page that needs no network, with FILE.json beside it")
    Optional<Path> chart = Optional.empty();

    @Option(names = "--json", description = "prints each fit as a JSON line on standard output")
    boolean json;

    /** The laws, by the names that papers gave them. */
    enum Choice {
        ANNEALING("annealing"),
        D_CPT("d-cpt");

        private final String name;

        Choice(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public static void main(String[] arguments) {
        Perennial.run("fit", arguments);
    }

    @Override
    public Integer call() {
        List<LawFit> fits =
                switch (law) {
                    case ANNEALING ->
                        List.of(AnnealingLaw.fit(
                                named("--run", runs).stream().map(FitJob::curve).toList(), lambda));
                    case D_CPT ->
                        new MixtureFits(named("--report", reports).stream()
                                        .map(FitJob::report)
                                        .toList())
                                .all(Terminal.standard());
                };
        for (LawFit fit : fits) {
            Terminal.standard().say(FitText.of(fit));
            if (json) {
                System.out.println(Json.line(fit));
            }
        }
        chart.ifPresent(page -> draw(page, fits));
        return 0;
    }

    private List<File> named(String option, List<File> files) {
        if (files.isEmpty()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot fit the law " + law + ": got no " + option + ", expected at least one. Name the files.");
        }
        return files;
    }

    private static RatedCurve curve(File file) {
        File metrics = within(file, Checkpoint.METRICS_FILE);
        List<StepMetrics> steps = text(metrics)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> Json.read(line, StepMetrics.class, metrics.getPath()))
                .toList();
        File folder = metrics.getAbsoluteFile().getParentFile();
        return new RatedCurve(
                folder.getName(),
                steps.stream().mapToDouble(StepMetrics::rate).toArray(),
                steps.stream().mapToDouble(StepMetrics::loss).toArray());
    }

    static EarlierReport report(File file) {
        File report = within(file, "report.json");
        return EarlierReport.read(text(report), report.getPath());
    }

    private static File within(File file, String name) {
        return file.isDirectory() ? new File(file, name) : file;
    }

    private static String text(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.MISSING_FILE,
                    "Cannot read '" + file + "': " + (file.exists() ? e.toString() : "no such file") + ".",
                    e);
        }
    }

    private void draw(Path page, List<LawFit> fits) {
        String name = page.getFileName().toString().replaceFirst("\\.html$", "") + ".json";
        LawReport report = new LawReport(
                "Fit of the law " + law, Instant.now().truncatedTo(ChronoUnit.SECONDS), CodeVersion.current(), fits);
        try {
            Files.writeString(page.resolveSibling(name), report.json());
            Files.writeString(page, report.page(name));
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot write '" + page + "': " + e + ". Name a file in a folder that exists.",
                    e);
        }
        Terminal.standard().say("chart: " + page);
    }
}
