package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import dev.perennial.training.registry.ScheduleEnding;
import dev.perennial.training.registry.StandingModel;
import dev.perennial.training.schedule.Constant;
import dev.perennial.training.schedule.LearningRateSchedule;
import dev.perennial.training.schedule.Phase;
import dev.perennial.training.schedule.Segment;
import java.util.Optional;

/**
 * Whether a stage's learning rate can go on from where its parent's ended. A stage that warms up can follow anything; one that begins at
 * a constant rate, or anneals from it, follows a constant phase of that rate. The baseline of one rate throughout follows anything too.
 */
final class Continuation {
    private Continuation() {}

    static void check(Stage stage, Experiment experiment, StandingParts standing) {
        String name = stage.parent().orElseThrow();
        Optional<Double> begins = constantStart(
                stage.schedule(),
                ExperimentReader.trained(stage, experiment.model().context()));
        Stage parent = experiment.stages().get(name);
        if (parent != null) {
            checkOwn(name, parent, stage, begins, experiment);
        } else {
            begins.ifPresent(rate -> checkStanding(name, rate, standing.model(name)));
        }
    }

    /** The rate at which a schedule takes up another's constant phase, if it does not start anew. */
    static Optional<Double> constantStart(LearningRateSchedule schedule, Tokens trained) {
        Segment first = schedule.segments(trained).get(0);
        boolean constant = first.phase() == Phase.CONSTANT || first.phase() == Phase.ANNEAL;
        return constant && !(schedule instanceof Constant) ? Optional.of(first.start()) : Optional.empty();
    }

    private static void checkOwn(
            String name, Stage parent, Stage stage, Optional<Double> begins, Experiment experiment) {
        int context = experiment.model().context();
        Tokens all = ExperimentReader.trained(parent, context);
        parent.schedule().check(all);
        Tokens end = stage.at()
                .map(at -> BranchPoint.of(
                                name, parent, at, experiment.training().rounds(), context)
                        .tokens())
                .orElse(all);
        Phase ended = parent.schedule().phase(end, all);
        begins.ifPresent(rate -> {
            if (stage.at().isEmpty() && ended != Phase.CONSTANT) {
                throw cooled(name, "it ends in its phase " + ended);
            }
            requireEqual(name, rate, parent.schedule().at(end, all));
        });
    }

    private static void checkStanding(String name, double rate, Optional<StandingModel> model) {
        Optional<ScheduleEnding> ending = model.flatMap(StandingModel::ending);
        if (ending.isEmpty()) {
            throw cooled(name, "'" + name + "' is imported and counts as cooled");
        }
        if (!ending.get().isConstant()) {
            throw cooled(name, "it ended in its phase " + ending.get().phase());
        }
        requireEqual(name, rate, ending.get().rate());
    }

    private static PerennialException cooled(String name, String reason) {
        return new PerennialException(
                ErrorCode.CONFIGURATION,
                "Cannot continue '" + name + "' without re-warming: " + reason
                        + ", expected constant. Give this stage a warm-up, or let the other end with anneal = 0.");
    }

    static void requireEqual(String name, double begins, double ended) {
        if (begins != ended) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot continue '" + name + "' at another rate: it would jump, got " + begins + ", expected "
                            + ended + ". Take the same constant rate, or give this stage a warm-up.");
        }
    }
}
