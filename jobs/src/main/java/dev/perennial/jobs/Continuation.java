package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Tokens;
import dev.perennial.training.schedule.Constant;
import dev.perennial.training.schedule.Phase;
import dev.perennial.training.schedule.Segment;

/**
 * Whether a stage's learning rate can go on from where its parent's ended. A stage that warms up can follow anything; one that begins at
 * a constant rate, or anneals from it, follows a constant phase of that rate. The baseline of one rate throughout follows anything too.
 */
final class Continuation {
    private Continuation() {}

    static void check(Stage stage, Experiment experiment) {
        String name = stage.parent().orElseThrow();
        int context = experiment.model().context();
        Stage parent = experiment.stages().get(name);
        if (parent == null) {
            requireWarmUp(stage, context, "'" + name + "' is imported and counts as cooled");
            return;
        }
        Tokens all = ExperimentReader.trained(parent, context);
        parent.schedule().check(all);
        Tokens end = stage.at()
                .map(at -> BranchPoint.of(
                                name, parent, at, experiment.training().rounds(), context)
                        .tokens())
                .orElse(all);
        Phase ended = parent.schedule().phase(end, all);
        if (stage.at().isEmpty() && ended != Phase.CONSTANT) {
            requireWarmUp(stage, context, "it ends in its phase " + ended);
        } else if (!startsAnew(stage, context)) {
            requireEqual(name, first(stage, context).start(), parent.schedule().at(end, all));
        }
    }

    private static void requireWarmUp(Stage stage, int context, String reason) {
        if (!startsAnew(stage, context)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot continue '" + stage.parent().orElseThrow() + "' without re-warming: " + reason
                            + ", expected constant. Give this stage a warm-up, or let the other end with anneal = 0.");
        }
    }

    private static void requireEqual(String name, double begins, double ended) {
        if (begins != ended) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot continue '" + name + "' at another rate: it would jump, got " + begins + ", expected "
                            + ended + ". Take the same constant rate, or give this stage a warm-up.");
        }
    }

    private static boolean startsAnew(Stage stage, int context) {
        Phase begins = first(stage, context).phase();
        return stage.schedule() instanceof Constant || begins != Phase.CONSTANT && begins != Phase.ANNEAL;
    }

    private static Segment first(Stage stage, int context) {
        return stage.schedule()
                .segments(ExperimentReader.trained(stage, context))
                .get(0);
    }
}
