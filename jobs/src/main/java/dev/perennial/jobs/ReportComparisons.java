package dev.perennial.jobs;

import dev.perennial.evaluation.report.Comparison;
import dev.perennial.evaluation.report.Saving;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.model.Compute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** What a report says of continued runs beside those that started anew: how good they are, and what they cost. */
record ReportComparisons(Pipeline pipeline, Baselines baselines) {

    /** On every distribution that both were evaluated on. */
    List<Comparison> comparisons() {
        List<Comparison> comparisons = new ArrayList<>();
        for (String stage : pipeline.stages()) {
            baselines
                    .fromScratch(stage(stage))
                    .ifPresent(other -> add(comparisons, stage, Comparison.Baseline.FROM_SCRATCH, other));
            baselines.union(stage(stage)).ifPresent(other -> add(comparisons, stage, Comparison.Baseline.UNION, other));
        }
        return comparisons;
    }

    private void add(List<Comparison> comparisons, String stage, Comparison.Baseline baseline, String other) {
        for (String distribution : pipeline.distributions()) {
            comparisons.add(new Comparison(
                    stage, baseline, distribution, new Evaluations(pipeline).difference(stage, other, distribution)));
        }
    }

    List<Saving> savings() {
        return pipeline.stages().stream()
                .filter(stage -> stage(stage).parent().isPresent())
                .map(this::saving)
                .toList();
    }

    private Saving saving(String name) {
        Saving.Cost own = cost(name);
        Optional<String> union = baselines.union(stage(name));
        return new Saving(name, own, union.orElse(""), union.map(this::cost).orElseGet(() -> anew(name, own)));
    }

    /** All that the run and its ancestors saw, at the run's own speed. */
    private Saving.Cost anew(String name, Saving.Cost own) {
        Saving.Cost all = own;
        String stage = name;
        // What an imported model cost is not known.
        while (stage(stage).parent().map(this::stage).isPresent()) {
            all = all.plus(cost(pipeline.parent(stage).orElseThrow()));
            stage = stage(stage).parent().get();
        }
        for (Checkpoint standing : pipeline.standingLineage(stage)) {
            all = all.plus(cost(standing));
        }
        return new Saving.Cost(all.tokens(), all.flops(), own.seconds() * all.tokens() / own.tokens());
    }

    private Saving.Cost cost(String name) {
        return cost(pipeline.checkpoint(name));
    }

    private Saving.Cost cost(Checkpoint checkpoint) {
        long tokens = pipeline.manifest(new Path(checkpoint.folder())).count("tokens");
        return new Saving.Cost(
                tokens, Compute.trainingFlops(checkpoint.model(), tokens), checkpoint.seconds(pipeline.store()));
    }

    private Stage stage(String name) {
        return pipeline.experiment().stages().get(name);
    }
}
