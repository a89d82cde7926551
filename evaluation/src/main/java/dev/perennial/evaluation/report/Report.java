package dev.perennial.evaluation.report;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.perennial.evaluation.Exposure;
import dev.perennial.evaluation.tasks.TaskFigures;
import java.time.Instant;
import java.util.List;

/**
 * Everything a report says, as plain values: what reads it needs no access to the artefacts.
 *
 * @param oldDistribution the name of the distribution whose forgetting is measured
 * @param distributions the columns of the tables, in their order
 * @param runs in the order of the tables; a parent stands before what continues it
 * @param overlaps of each distribution's validation with training documents
 * @param tasks what each model reached on each task
 * @param configuration the resolved configuration in HOCON
 */
public record Report(
        String title,
        @JsonSerialize(using = ToStringSerializer.class) Instant created,
        String codeVersion,
        String oldDistribution,
        List<DistributionColumn> distributions,
        List<RunCurve> runs,
        List<ModelLosses> losses,
        List<CorpusRow> corpora,
        List<MixtureCheck> mixtures,
        List<OverlapRow> overlaps,
        List<CostRow> costs,
        List<Comparison> comparisons,
        List<Saving> savings,
        List<Exposure> exposures,
        List<TaskFigures> tasks,
        List<Provenance> provenance,
        String configuration) {
    public Report {
        distributions = List.copyOf(distributions);
        runs = List.copyOf(runs);
        losses = List.copyOf(losses);
        corpora = List.copyOf(corpora);
        mixtures = List.copyOf(mixtures);
        overlaps = List.copyOf(overlaps);
        costs = List.copyOf(costs);
        comparisons = List.copyOf(comparisons);
        savings = List.copyOf(savings);
        exposures = List.copyOf(exposures);
        tasks = List.copyOf(tasks);
        provenance = List.copyOf(provenance);
    }

    Report withRuns(List<RunCurve> others) {
        return new Report(
                title,
                created,
                codeVersion,
                oldDistribution,
                distributions,
                others,
                losses,
                corpora,
                mixtures,
                overlaps,
                costs,
                comparisons,
                savings,
                exposures,
                tasks,
                provenance,
                configuration);
    }
}
