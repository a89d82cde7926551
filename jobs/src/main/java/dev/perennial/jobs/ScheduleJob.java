package dev.perennial.jobs;

import dev.perennial.conf.Csv;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
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
    }

    private Stream<Line> lines(List<String> stages, Experiment experiment) {
        return stages.stream().flatMap(stage -> lines(stage, experiment));
    }

    private Stream<Line> lines(String name, Experiment experiment) {
        Stage stage = experiment.stages().get(name);
        LearningRateSchedule schedule = stage.schedule();
        int context = experiment.model().context();
        Rounds steps = new Rounds(
                experiment.training().rounds(),
                stage.tokens().sequences(context).count(),
                context);
        return chosen(steps.stepCount())
                .mapToObj(step -> new Line(
                        name,
                        step,
                        steps.consumedAfter(step).count(),
                        schedule.at(steps.consumedAfter(step), steps.total()),
                        schedule.phase(steps.consumedAfter(step), steps.total())));
    }

    /** Steps at even distances, or all where there are no more than asked for. */
    private LongStream chosen(long count) {
        long many = Math.min(points.orElse(count), count);
        return LongStream.range(0, many).map(point -> many == 1 ? 0 : point * (count - 1) / (many - 1));
    }

    private static void write(Path path, Stream<Line> lines) {
        try (Writer file = Files.newBufferedWriter(path)) {
            file.write(Csv.line("stage", "step", "tokens", "rate", "phase"));
            for (Line line : (Iterable<Line>) lines::iterator) {
                file.write(line.csv());
            }
        } catch (IOException e) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot write '" + path + "': " + e + ". Name a file in a folder that exists.",
                    e);
        }
    }
}
