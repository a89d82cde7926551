package dev.perennial.jobs;

import static dev.perennial.training.MemoryPlan.gigabytes;

import dev.perennial.training.plan.Calibration;
import dev.perennial.training.plan.CorpusDemand;
import dev.perennial.training.plan.Demand;
import dev.perennial.training.plan.Estimate;
import dev.perennial.training.plan.Forecast;
import dev.perennial.training.plan.Prices;
import dev.perennial.training.plan.StageDemand;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A plan as Markdown: what is asked for, then what each cluster makes of it, side by side. */
final class PlanTables {
    private static final double HOUR = 3600;
    private static final double DAY = 24 * HOUR;

    private final StringBuilder text = new StringBuilder();

    private PlanTables() {}

    static String of(
            String experiment,
            Demand demand,
            List<Forecast> forecasts,
            Optional<Calibration> calibration,
            Optional<Prices> prices) {
        PlanTables tables = new PlanTables();
        tables.demand(experiment, demand);
        calibration.ifPresent(tables::measured);
        tables.clusters(demand, forecasts, prices);
        tables.assumptions(forecasts);
        return tables.text.toString();
    }

    private void demand(String experiment, Demand demand) {
        line(
                "Experiment `%s`: %,d parameters, %d virtual workers, batch %d, context %,d.%n",
                experiment,
                demand.parameters(),
                demand.rounds().workers(),
                demand.rounds().batch(),
                demand.model().context());
        line("| stage | tokens | sequences | rounds | steps | FLOPs |");
        line("|---|---|---|---|---|---|");
        demand.stages().forEach(this::stage);
        line("| all | %,d | | %,d | | %.3g |%n", demand.tokens(), demand.roundCount(), demand.flops());
        line("| corpus | training tokens | text | shards | known |");
        line("|---|---|---|---|---|");
        demand.corpora().forEach(this::corpus);
        line("");
    }

    private void stage(StageDemand stage) {
        line(
                "| %s | %,d | %,d | %,d | %,d | %.3g |",
                stage.name(), stage.tokens(), stage.sequences(), stage.rounds(), stage.steps(), stage.flops());
    }

    private void corpus(CorpusDemand corpus) {
        line(
                "| %s | %s%,d | %s | %,d | %s |",
                corpus.name(),
                corpus.counted() ? "" : "about ",
                corpus.training(),
                gigabytes(corpus.textBytes()),
                corpus.shards(),
                corpus.basis());
    }

    private void measured(Calibration measured) {
        line(
                "Measured on %s: %,.0f to %,.0f tokens/s of a task of %d, %.0f to %.0f %% of %.0f GFLOP/s; %d at a time.%n",
                measured.machine(),
                measured.tokensPerSecond().low(),
                measured.tokensPerSecond().high(),
                measured.threads(),
                100 * measured.utilisation().low(),
                100 * measured.utilisation().high(),
                measured.peak() / 1e9,
                measured.tasks());
    }

    private void clusters(Demand demand, List<Forecast> forecasts, Optional<Prices> prices) {
        row(forecasts, "cluster", Forecast::cluster);
        line("|---|" + "---|".repeat(forecasts.size()));
        row(
                forecasts,
                "executors, training tasks of each, threads of each",
                each -> each.executors() + ", " + each.layout().tasksOfExecutor() + ", " + each.threads());
        row(forecasts, "virtual workers of a task", each -> "" + each.layout().workersOfTask());
        row(forecasts, "**training**", each -> time(each.times().train()));
        row(forecasts, "of which averages", each -> time(each.times().averages()));
        row(
                forecasts,
                "core-hours, or GPU-hours",
                each -> range(each.deviceHours(), "%,.3g") + (each.gpu() ? " GPU" : " core"));
        row(forecasts, "tokenise", each -> time(each.times().tokenize()));
        row(forecasts, "mix", each -> time(each.times().mix()));
        row(forecasts, "evaluate", each -> time(each.times().evaluate()));
        row(forecasts, "**all**", each -> time(each.times().total()));
        row(
                forecasts,
                "heap of an executor, needed of granted",
                each -> gigabytes(each.memory().heap()) + " of " + gigabytes(each.heapGranted()));
        row(
                forecasts,
                "off the heap, of a task",
                each -> gigabytes(each.memory().task().total()));
        row(
                forecasts,
                "off the heap, of an executor",
                each -> gigabytes(each.memory().offHeap()));
        row(
                forecasts,
                "resident of an executor",
                each -> range(each.memory().resident().times(1e-9), "%.1f") + " GB");
        row(
                forecasts,
                "heap of the driver, needed of granted",
                each -> gigabytes(each.memory().driver()) + " of " + gigabytes(each.driverGranted()));
        row(
                forecasts,
                "sent in an averaging round, in all",
                each -> gigabytes(each.traffic().all()));
        row(
                forecasts,
                "sent by an executor",
                each -> gigabytes(each.traffic().ofTask() * each.layout().tasksOfExecutor()));
        row(
                forecasts,
                "storage: corpora, streams, checkpoints",
                each -> gigabytes(each.storage().corpora()) + ", "
                        + gigabytes(each.storage().streams()) + ", "
                        + gigabytes(each.storage().checkpoints()));
        row(
                forecasts,
                "saved states of a run, shuffled through local disks",
                each -> gigabytes(each.storage().saved()) + ", "
                        + gigabytes(each.storage().shuffled()));
        prices.ifPresent(price -> {
            row(
                    forecasts,
                    "money for machines, " + price.currency(),
                    each -> range(each.money().orElseThrow(), "%,.0f"));
            row(
                    forecasts,
                    "storage a month, " + price.currency(),
                    each -> String.format(
                            Locale.ROOT, "%,.2f", each.storageMoney().orElseThrow()));
        });
        row(
                forecasts,
                "**fits**",
                each -> each.problems().isEmpty()
                        ? "yes"
                        : "no: " + each.problems().size() + (each.problems().size() == 1 ? " reason" : " reasons"));
        line("");
    }

    private void assumptions(List<Forecast> forecasts) {
        line("Assumed, beside the rates in tokenize/BENCHMARK.md and mixing/BENCHMARK.md:%n");
        forecasts.forEach(each -> line("- %s: %s.", each.cluster(), String.join("; ", each.assumptions())));
        forecasts.stream().filter(each -> !each.problems().isEmpty()).forEach(each -> {
            line("%n%s cannot do it:%n", each.cluster());
            each.problems().forEach(problem -> line("- %s", problem.message()));
        });
    }

    private void row(List<Forecast> forecasts, String title, Function<Forecast, String> cell) {
        line("| %s | %s |", title, forecasts.stream().map(cell).collect(Collectors.joining(" | ")));
    }

    private static String time(Estimate seconds) {
        if (seconds.high() == 0) {
            return "none";
        }
        if (seconds.high() < HOUR / 2) {
            return range(seconds, "%,.0f") + " s";
        }
        return seconds.high() < 4 * DAY
                ? range(seconds.times(1 / HOUR), "%,.1f") + " h"
                : range(seconds.times(1 / DAY), "%,.1f") + " days";
    }

    private static String range(Estimate estimate, String format) {
        String low = String.format(Locale.ROOT, format, estimate.low());
        String high = String.format(Locale.ROOT, format, estimate.high());
        return low.equals(high) ? low : low + " to " + high;
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
