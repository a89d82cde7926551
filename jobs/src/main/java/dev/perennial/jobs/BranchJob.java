package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import dev.perennial.training.schedule.Infinite;
import dev.perennial.training.schedule.LearningRateSchedule;
import dev.perennial.training.schedule.Wsd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code branch}: finishes a model from any constant-phase point of a stage, by an anneal on the data that the stage itself sees next.
 * It is shorthand for a stage with {@code parent} and {@code at}, which it prints.
 */
@Command(
        name = "branch",
        description = "Anneals a finished model off any constant-phase point of a stage, which can go on undisturbed.")
public final class BranchJob extends ExperimentJob {
    @Option(names = "--stage", required = true, paramLabel = "NAME", description = "the stage to branch off")
    String stage;

    @Option(names = "--at", required = true, paramLabel = "TOKENS", description = "of the stage, such as 250M")
    Tokens at;

    @Option(
            names = "--anneal",
            defaultValue = "10 %",
            paramLabel = "LENGTH",
            description = "tokens, or a share of those before (default: ${DEFAULT-VALUE})")
    Length anneal;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "the new stage's; without it, STAGE-at-TOKENS-annealed")
    Optional<String> name = Optional.empty();

    private String branch;

    public static void main(String[] arguments) {
        Perennial.run("branch", arguments);
    }

    /** The experiment and one stage more. */
    @Override
    ExperimentReader.Reading read() {
        Experiment experiment = super.read().experiment();
        chosen(List.of(stage), List.copyOf(experiment.stages().keySet()), "stage");
        Stage parent = experiment.stages().get(stage);
        BranchPoint point = BranchPoint.of(
                stage,
                parent,
                at,
                experiment.training().rounds(),
                experiment.model().context());
        branch = name.orElse(point.name() + "-annealed");
        String section = "stages." + branch;
        List<String> added = List.of(
                section + ".parent = " + stage,
                section + ".at = " + at.count(),
                section + ".replay = { of = " + stage + ", share = 100 %, from = " + point.position() + " }",
                section + ".tokens = " + anneal.in(point.tokens()).count(),
                section + ".optimizer-state = keep",
                section + ".schedule = " + schedule(parent.schedule()));
        Terminal.standard()
                .say("branches off " + point + "; in the experiment this is\n    " + String.join("\n    ", added));
        overrides = new ArrayList<>(overrides);
        overrides.addAll(added);
        return super.read();
    }

    /** From the stage's own constant rate to its own floor, by its own curve. */
    private String schedule(LearningRateSchedule schedule) {
        if (schedule instanceof Infinite infinite) {
            return "{ curve = infinite, warm-up = 0, cooldown = 0, anneal = 100 %, peak = " + infinite.peak()
                    + ", constant = " + infinite.constant() + ", floor = " + infinite.floor() + ", anneal-curve = "
                    + infinite.annealCurve() + " }";
        }
        if (schedule instanceof Wsd wsd) {
            return "{ curve = wsd, warm-up = 0, decay = 100 %, peak = " + wsd.peak() + ", floor = " + wsd.floor()
                    + ", decay-curve = " + wsd.decayCurve() + " }";
        }
        throw new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot anneal '" + stage + "': its schedule says no floor to anneal to, got curve = " + curve(schedule)
                        + ", expected infinite or wsd. Write a stage with parent, at and a schedule of its own.");
    }

    private static String curve(LearningRateSchedule schedule) {
        return dev.perennial.conf.Names.kebab(schedule.getClass().getSimpleName());
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        show(pipeline, new Path(pipeline.checkpoint(branch).folder()), terminal);
    }
}
