package dev.perennial.training.spark;

import dev.perennial.conf.Progress;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.StepMetrics;
import dev.perennial.training.model.Compute;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows a run's rounds to a person: how far, at which loss, rate and spread, and how much of the machine is used. */
final class RunProgress implements Consumer<Telemetry.RoundReport> {
    private final TrainingPlan plan;
    private final Progress.Task shown;
    private long firstSequences = -1;
    private long began;

    RunProgress(TrainingPlan plan, Progress.Task shown) {
        this.plan = plan;
        this.shown = shown;
    }

    @Override
    public synchronized void accept(Telemetry.RoundReport report) {
        long tokens = report.sequences() * plan.model().context();
        shown.advanceTo(tokens, note(report) + utilisation(report));
    }

    private String note(Telemetry.RoundReport report) {
        String round = String.format(
                Locale.ROOT,
                "loss %.3f, round %,d of %,d",
                report.loss(),
                report.round() + 1,
                plan.stage().count());
        if (report.steps().isEmpty()) {
            return round;
        }
        StepMetrics last = report.steps().get(report.steps().size() - 1);
        String spread = last.spread() == null ? "" : String.format(Locale.ROOT, ", spread %.1e", last.spread());
        return round + String.format(Locale.ROOT, ", rate %.2e", last.rate()) + spread;
    }

    /** The model's operations since the first round that was heard of, over what products alone would have reached in that time. */
    private String utilisation(Telemetry.RoundReport report) {
        long now = System.nanoTime();
        if (firstSequences < 0) {
            firstSequences = report.sequences();
            began = now;
            return "";
        }
        double done = Compute.trainingFlops(
                plan.model(),
                (report.sequences() - firstSequences) * plan.model().context());
        double possible = report.peak() * (now - began) / 1e9;
        return possible == 0 ? "" : String.format(Locale.ROOT, ", %.0f %% of peak", 100 * done / possible);
    }
}
