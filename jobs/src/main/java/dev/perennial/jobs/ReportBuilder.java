package dev.perennial.jobs;

import dev.perennial.conf.CodeVersion;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.report.CorpusRow;
import dev.perennial.evaluation.report.CostRow;
import dev.perennial.evaluation.report.DistributionColumn;
import dev.perennial.evaluation.report.MixtureCheck;
import dev.perennial.evaluation.report.ModelLosses;
import dev.perennial.evaluation.report.OverlapRow;
import dev.perennial.evaluation.report.Provenance;
import dev.perennial.evaluation.report.Report;
import dev.perennial.evaluation.report.RunCurve;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.LedgerLine;
import dev.perennial.training.checkpoint.StepMetrics;
import dev.perennial.training.model.Compute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/** Collects what a report says from the artefacts of an experiment; nothing in it is computed anew. */
record ReportBuilder(Pipeline pipeline, String configuration) {

    Report build(List<EvaluatedLoss> losses) {
        Experiment experiment = pipeline.experiment();
        ReportWay way =
                new ReportWay(pipeline, losses.stream().map(EvaluatedLoss::loss).toList());
        List<RunCurve> runs = new ArrayList<>();
        List<MixtureCheck> mixtures = new ArrayList<>();
        List<CostRow> costs = new ArrayList<>();
        for (String stage : pipeline.stages()) {
            runs.add(run(stage, way.before(stage)));
            mixtures.addAll(mixture(stage));
            costs.add(cost(stage));
        }
        ReportComparisons beside = new ReportComparisons(pipeline, new Baselines(experiment, oldDistribution()));
        return new Report(
                experiment.name(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                CodeVersion.current(),
                oldDistribution(),
                pipeline.distributions().stream()
                        .map(name -> new DistributionColumn(name, experiment.title(name)))
                        .toList(),
                runs,
                losses.stream().map(ReportBuilder::figures).toList(),
                way.points(),
                way.domains(),
                corpora(),
                mixtures,
                overlaps(),
                costs,
                beside.comparisons(),
                beside.savings(),
                new Exposures(pipeline).ofExperiment(),
                new TaskEvaluations(pipeline).ofExperiment(),
                provenance(),
                configuration);
    }

    private static ModelLosses figures(EvaluatedLoss evaluated) {
        Loss loss = evaluated.loss();
        return new ModelLosses(
                loss.checkpoint(),
                loss.distribution(),
                loss.mean(),
                loss.interval(),
                loss.bitsPerByte(),
                loss.tokens(),
                evaluated.change());
    }

    /** Configured, or what the first stage without a parent saw most of. */
    String oldDistribution() {
        Experiment experiment = pipeline.experiment();
        return experiment.evaluate().old().orElseGet(() -> pipeline.stages().stream()
                .filter(stage -> experiment.stages().get(stage).parent().isEmpty())
                .findFirst()
                .map(stage -> stream(stage).mostly())
                .orElseGet(() -> pipeline.distributions().get(0)));
    }

    private StreamConfiguration stream(String stage) {
        return StageStream.of(pipeline.experiment().stages().get(stage), pipeline.experiment());
    }

    private RunCurve run(String name, long before) {
        Stage stage = pipeline.experiment().stages().get(name);
        List<StepMetrics> metrics = pipeline.checkpoint(name).metrics(pipeline.store());
        List<String> fresh = stream(name).corpora().stream()
                .filter(corpus -> !corpus.equals(oldDistribution()))
                .toList();
        return new RunCurve(
                name,
                stage.title().isEmpty() ? name : stage.title(),
                pipeline.parent(name).map(Checkpoint::name),
                stage.parent().map(parent -> stream(name).replayed()),
                fresh.size() == 1 ? Optional.of(fresh.get(0)) : Optional.empty(),
                before,
                metrics.stream().mapToLong(StepMetrics::tokens).toArray(),
                metrics.stream().mapToDouble(StepMetrics::loss).toArray(),
                metrics.stream().mapToDouble(StepMetrics::rate).toArray());
    }

    private List<MixtureCheck> mixture(String name) {
        TokenStream stream = pipeline.stream(name);
        Manifest manifest = pipeline.manifest(new Path(stream.folder()));
        Map<String, Long> consumed = new TreeMap<>();
        for (LedgerLine line : pipeline.checkpoint(name).ledger(pipeline.store())) {
            line.parts().forEach((part, count) -> consumed.merge(part, count, Long::sum));
        }
        return stream(name).shares().entrySet().stream()
                .map(part -> new MixtureCheck(
                        name,
                        part.getKey(),
                        part.getValue(),
                        manifest.count("planned " + part.getKey()),
                        manifest.count("built " + part.getKey()),
                        consumed.getOrDefault(part.getKey(), 0L)))
                .toList();
    }

    private List<CorpusRow> corpora() {
        return usedCorpora().stream()
                .map(name -> CorpusRow.of(name, pipeline.corpus(name).manifest().counts()))
                .toList();
    }

    private List<OverlapRow> overlaps() {
        return new Overlaps(pipeline)
                .ofExperiment().stream()
                        .map(overlap -> new OverlapRow(
                                overlap,
                                pipeline.corpus(overlap.validation()).manifest().count("duplicates")))
                        .toList();
    }

    private CostRow cost(String name) {
        Checkpoint checkpoint = pipeline.checkpoint(name);
        long tokens = pipeline.manifest(new Path(checkpoint.folder())).count("tokens");
        return new CostRow(
                name,
                checkpoint.seconds(pipeline.store()),
                Optional.of(tokens),
                Optional.of(Compute.trainingFlops(checkpoint.model(), tokens)),
                Optional.empty());
    }

    private List<Provenance> provenance() {
        Map<Fingerprint, Manifest> manifests = new LinkedHashMap<>();
        usedCorpora().forEach(name -> add(manifests, pipeline.corpus(name).folder()));
        for (String stage : pipeline.stages()) {
            add(manifests, new Path(pipeline.stream(stage).folder()));
            add(manifests, new Path(pipeline.checkpoint(stage).folder()));
        }
        return manifests.values().stream()
                .map(manifest -> new Provenance(
                        manifest.name(), manifest.kind(), manifest.fingerprint(), inputs(manifest, manifests)))
                .toList();
    }

    /** A corpus that no stage and no evaluation asks for is not made for the report's sake. */
    private Set<String> usedCorpora() {
        Set<String> used = new TreeSet<>(pipeline.distributions());
        pipeline.stages().forEach(stage -> used.addAll(stream(stage).corpora()));
        return used;
    }

    private void add(Map<Fingerprint, Manifest> manifests, Path folder) {
        Manifest manifest = pipeline.manifest(folder);
        manifests.put(manifest.fingerprint(), manifest);
    }

    private static List<String> inputs(Manifest manifest, Map<Fingerprint, Manifest> known) {
        return manifest.inputs().entrySet().stream()
                .map(entry -> known.containsKey(entry.getValue())
                        ? known.get(entry.getValue()).kind() + " "
                                + known.get(entry.getValue()).name()
                        : entry.getKey() + " " + entry.getValue())
                .toList();
    }
}
