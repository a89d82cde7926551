package dev.perennial.jobs;

import dev.perennial.conf.ConfigurationFile;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.spark.InputFiles;
import dev.perennial.tokenize.spark.TokenizeSample;
import dev.perennial.training.plan.Calibration;
import dev.perennial.training.plan.Cluster;
import dev.perennial.training.plan.Demand;
import dev.perennial.training.plan.Forecast;
import dev.perennial.training.plan.Prices;
import dev.perennial.training.spark.ClusterSettings;
import dev.perennial.training.spark.MeasuredMinute;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plan}: what an experiment takes on one cluster or several, before anything is rented; exit code 2 where it cannot fit. */
@Command(
        name = "plan",
        description =
                "Says what an experiment takes: tokens, operations, memory, network, storage, hours and money, as ranges;"
                        + " refuses what cannot fit. Starts no Spark, except to measure.")
public final class PlanJob extends PlannedJob {
    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            description =
                    "settings for spark-submit, such as conf/clusters/yarn.conf; may be repeated; without it, this"
                            + " machine and this heap")
    List<Path> clusters = List.of();

    @Option(names = "--prices", paramLabel = "FILE", description = "prices (HOCON), such as conf/prices/example.conf")
    Optional<File> prices = Optional.empty();

    @Option(
            names = "--measure",
            description = "trains this very model for about a minute on this machine first, and keeps what that showed")
    boolean measure;

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description = "where measurements are kept; without it, calibration.json in the workspace")
    Optional<String> calibration = Optional.empty();

    @Option(names = "--output", paramLabel = "FILE.md", description = "writes the tables there as well")
    Optional<Path> output = Optional.empty();

    public static void main(String[] arguments) {
        Perennial.run("plan", arguments);
    }

    @Override
    void execute(ExperimentReader.Reading reading, Terminal terminal) {
        Experiment experiment = reading.experiment();
        Store store = new Store(Workspaces.qualified(experiment.workspace()), Sessions.hadoop());
        Demand demand = ExperimentDemand.of(experiment, store, terminal);
        Optional<Calibration> measured = measure
                ? Optional.of(measure(experiment, demand, store, terminal))
                : store.readText(calibrationFile(store))
                        .map(text -> kept(text, calibrationFile(store).toString()));
        Optional<Prices> priced = prices.map(PlanJob::prices);
        List<Forecast> forecasts = clusters().stream()
                .map(cluster -> Forecast.of(demand, cluster, measured, priced))
                .toList();
        show(PlanTables.of(experiment.name(), demand, forecasts, measured, priced), terminal);
        if (json) {
            forecasts.forEach(forecast -> System.out.println(Json.line(forecast)));
        }
        Problems problems = new Problems();
        forecasts.stream()
                .flatMap(forecast -> forecast.problems().stream())
                .forEach(problem -> problems.add(problem.code(), problem.location(), problem.message()));
        problems.throwIfAny();
    }

    private List<Cluster> clusters() {
        return clusters.isEmpty()
                ? List.of(ClusterSettings.thisMachine())
                : clusters.stream().map(ClusterSettings::read).toList();
    }

    private static Prices prices(File file) {
        Problems problems = new Problems();
        Prices read = file.isFile()
                ? new RecordReader(problems)
                        .read(ConfigurationFile.read(file, List.of()).root(), Prices.class)
                : problems.attempt(file.toString(), () -> {
                    throw new PerennialException(
                            ErrorCode.MISSING_FILE,
                            "Cannot read the prices: no file at '" + file
                                    + "'. Start from a copy of conf/prices/example.conf.");
                });
        problems.throwIfAny();
        return read;
    }

    private Calibration measure(Experiment experiment, Demand demand, Store store, Terminal terminal) {
        Sessions.setting("spark.master")
                .filter(master -> !master.startsWith("local"))
                .ifPresent(master -> {
                    throw new PerennialException(
                            ErrorCode.UNSUPPORTED,
                            "Cannot measure on a cluster: a plan is calibrated by one machine, got spark.master = "
                                    + master + ", expected local. Run it on a machine such as the executors'.");
                });
        demand.refusal().ifPresent(reason -> {
            throw new PerennialException(ErrorCode.UNSUPPORTED, "Cannot measure this model: " + reason + ".");
        });
        terminal.say("measuring: about a minute of training on random tokens");
        try (Sessions sessions = new Sessions("perennial plan " + experiment.name())) {
            Calibration measured = new MeasuredMinute(demand.model(), experiment.optimizer(), demand.rounds())
                    .run(sessions.get(), terminal)
                    .withTokenize(tokenized(experiment, store, terminal));
            store.writeText(calibrationFile(store), Json.pretty(measured));
            terminal.say("measured: " + calibrationFile(store));
            return measured;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A measurement of an earlier version does not say what a plan needs. */
    private static Calibration kept(String text, String file) {
        Calibration kept = Json.read(text, Calibration.class, file);
        if (!(kept.products() > 0)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot use the measurement '" + file + "': it has no rate of products, got " + kept.products()
                            + " operations a second, expected more than 0. Measure again with --measure, or remove it.");
        }
        return kept;
    }

    /** Of the first corpus whose files are there, by a tokenizer that is there; else 0. */
    private static double tokenized(Experiment experiment, Store store, Terminal terminal) {
        if (experiment.tokenizerFile().isEmpty()) {
            return 0;
        }
        Tokenizer tokenizer = new Pipeline(experiment, store, null, terminal).tokenizer();
        return experiment.corpora().values().stream()
                .filter(source ->
                        InputFiles.textBytes(source.files(), store.hadoop()).isPresent())
                .findFirst()
                .map(source -> TokenizeSample.bytesPerSecond(source, tokenizer, store.hadoop()))
                .orElse(0.0);
    }

    private org.apache.hadoop.fs.Path calibrationFile(Store store) {
        return calibration
                .map(file -> new org.apache.hadoop.fs.Path(Workspaces.qualified(file)))
                .orElseGet(() -> new org.apache.hadoop.fs.Path(store.root(), Calibration.FILE));
    }

    private void show(String tables, Terminal terminal) {
        terminal.say(tables);
        output.ifPresent(file -> {
            try {
                Files.writeString(file, tables);
            } catch (IOException e) {
                throw new PerennialException(
                        ErrorCode.CONFIGURATION,
                        "Cannot write '" + file + "': " + e + ". Name a file in a folder that exists.",
                        e);
            }
        });
    }
}
