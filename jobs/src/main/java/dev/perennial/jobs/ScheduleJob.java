package dev.perennial.jobs;

import dev.perennial.conf.Csv;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.evaluation.report.ScheduleChart;
import dev.perennial.training.round.Rounds;
import dev.perennial.training.schedule.LearningRateSchedule;
import dev.perennial.training.schedule.Phase;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code schedule}: the learning rate of every stage by step, from the experiment alone. */
@Command(
        name = "schedule",
        description = "Lists the learning rate of every stage; needs no data, touches no workspace, starts no Spark.")
public final class ScheduleJob extends PlannedJob {
    private static final long FEWEST_POINTS = 2;
    private static final long POINTS_OF_A_CURVE = 1_000;

    @Option(names = "--stage", paramLabel = "NAME", description = "only this one; may be repeated; without it, all")
    List<String> only = List.of();

    @Option(
            names = "--points",
            paramLabel = "N",
            description = "at most N steps of each stage, the first and the last among them; without it, every step")
    Optional<Long> points = Optional.empty();

    @Option(
            names = "--output",
            paramLabel = "FILE.csv",
            description = "writes the steps as CSV, over what stands there")
    Optional<Path> output = Optional.empty();

    @Option(
            names = "--chart",
            paramLabel = "FILE.html",
            description = "draws all stages over one axis of tokens, on a page that needs no network")
    Optional<Path> chart = Optional.empty();

    public static void main(String[] arguments) {
        Perennial.run("schedule", arguments);
    }

    /**
     * One local step, as {@code --json} prints it.
     *
     * @param tokens consumed in the stage when the step is over
     */
    record Line(String stage, long step, long tokens, double rate, Phase phase) {
        String csv() {
            return Csv.line(stage, step, tokens, rate, phase);
        }
    }

    @Override
    void execute(ExperimentReader.Reading reading, Terminal terminal) {
        if (points.filter(count -> count < FEWEST_POINTS).isPresent()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot choose --points: got " + points.get() + ", expected at least " + FEWEST_POINTS + ".");
        }
        Experiment experiment = reading.experiment();
        List<String> stages = chosen(only, StageOrder.of(experiment.stages()), "stage");
        if (json) {
            lines(stages, experiment).forEach(line -> System.out.println(Json.line(line)));
        } else {
            terminal.say(ScheduleTable.of(stages, experiment));
        }
        output.ifPresent(path -> write(path, lines(stages, experiment)));
        chart.ifPresent(path -> draw(path, stages, experiment));
    }

    private void draw(Path path, List<String> stages, Experiment experiment) {
        ScheduleChart drawn = new ScheduleChart(
                experiment.name(),
                stages.stream().map(stage -> curve(stage, experiment)).toList());
        try {
            Files.writeString(path, drawn.page());
        } catch (IOException e) {
            throw notWritten(path, e);
        }
    }

    private ScheduleChart.Curve curve(String name, Experiment experiment) {
        long before = before(name, experiment);
        return new ScheduleChart.Curve(
                name,
                lines(name, experiment, points.orElse(POINTS_OF_A_CURVE))
                        .map(line -> new ScheduleChart.Point(before + line.tokens(), line.rate()))
                        .toList());
    }

    /** Tokens that the model of a stage has seen when it begins; what an imported one had seen is not known. */
    private static long before(String name, Experiment experiment) {
        Stage stage = experiment.stages().get(name);
        if (stage.parent().map(experiment.stages()::get).isEmpty()) {
            return 0;
        }
        String parent = stage.parent().orElseThrow();
        int context = experiment.model().context();
        Stage earlier = experiment.stages().get(parent);
        long there = stage.at()
                .map(at -> BranchPoint.of(
                                parent, earlier, at, experiment.training().rounds(), context)
                        .tokens())
                .orElseGet(() -> ExperimentReader.trained(earlier, context))
                .count();
        return Math.addExact(before(parent, experiment), there);
    }

    private Stream<Line> lines(List<String> stages, Experiment experiment) {
        return stages.stream().flatMap(stage -> lines(stage, experiment, points.orElse(Long.MAX_VALUE)));
    }

    private static Stream<Line> lines(String name, Experiment experiment, long most) {
        Stage stage = experiment.stages().get(name);
        LearningRateSchedule schedule = stage.schedule();
        int context = experiment.model().context();
        Rounds steps = new Rounds(
                experiment.training().rounds(),
                stage.tokens().sequences(context).count(),
                context);
        return chosen(steps.stepCount(), most)
                .mapToObj(step -> new Line(
                        name,
                        step,
                        steps.consumedAfter(step).count(),
                        schedule.at(steps.consumedAfter(step), steps.total()),
                        schedule.phase(steps.consumedAfter(step), steps.total())));
    }

    /** Steps at even distances, or all where there are no more than asked for. */
    private static LongStream chosen(long count, long most) {
        long many = Math.min(most, count);
        return LongStream.range(0, many).map(point -> many == 1 ? 0 : point * (count - 1) / (many - 1));
    }

    private static void write(Path path, Stream<Line> lines) {
        try (Writer file = Files.newBufferedWriter(path)) {
            file.write(Csv.line("stage", "step", "tokens", "rate", "phase"));
            for (Line line : (Iterable<Line>) lines::iterator) {
                file.write(line.csv());
            }
        } catch (IOException e) {
            throw notWritten(path, e);
        }
    }

    private static PerennialException notWritten(Path path, IOException e) {
        return new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot write '" + path + "': " + e + ". Name a file in a folder that exists.",
                e);
    }
}
