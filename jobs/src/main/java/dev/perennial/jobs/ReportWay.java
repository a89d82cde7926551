package dev.perennial.jobs;

import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.LossSums;
import dev.perennial.evaluation.report.DomainLoss;
import dev.perennial.evaluation.report.LossPoint;
import dev.perennial.training.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** What a report says of the way from parents to models: losses over tokens, and what became of each domain. */
record ReportWay(Pipeline pipeline, List<Loss> losses) {

    /** The tokens of a stage's ancestors; what an imported model saw is not known, and counts as none. */
    long before(String stage) {
        Optional<String> own = pipeline.experiment()
                .stages()
                .get(stage)
                .parent()
                .filter(pipeline.experiment().stages()::containsKey);
        return own.isPresent()
                ? pipeline.parent(stage).map(this::tokens).orElse(0L) + before(own.get())
                : pipeline.standingLineage(stage).stream()
                        .mapToLong(this::tokens)
                        .sum();
    }

    private long tokens(Checkpoint checkpoint) {
        return pipeline.manifest(new Path(checkpoint.folder())).counts().getOrDefault("tokens", 0L);
    }

    /** Of every stage and distribution from the parent's end to its own, with the states between that were evaluated. */
    List<LossPoint> points() {
        List<LossPoint> points = new ArrayList<>();
        for (String stage : pipeline.stages()) {
            for (String distribution : pipeline.distributions()) {
                pipeline.parent(stage)
                        .flatMap(parent -> loss(parent.name(), distribution))
                        .ifPresent(loss -> points.add(point(stage, 0, loss)));
                new Evaluations(pipeline)
                        .onTheWay(stage, distribution)
                        .forEach((tokens, loss) -> points.add(point(stage, tokens, loss)));
                loss(stage, distribution)
                        .ifPresent(loss -> points.add(point(stage, tokens(pipeline.checkpoint(stage)), loss)));
            }
        }
        return points;
    }

    private static LossPoint point(String stage, long tokens, Loss loss) {
        return new LossPoint(stage, loss.distribution(), tokens, loss.mean(), loss.interval(), loss.bitsPerByte());
    }

    private Optional<Loss> loss(String model, String distribution) {
        return losses.stream()
                .filter(loss ->
                        loss.checkpoint().equals(model) && loss.distribution().equals(distribution))
                .findFirst();
    }

    /** Of every model that was evaluated. */
    List<DomainLoss> domains() {
        List<DomainLoss> domains = new ArrayList<>();
        for (Loss loss : losses) {
            Optional<Loss> before = Optional.of(loss.checkpoint())
                    .filter(pipeline.experiment().stages()::containsKey)
                    .flatMap(pipeline::parent)
                    .flatMap(parent -> loss(parent.name(), loss.distribution()));
            loss.domains().forEach((domain, sums) -> domains.add(domain(loss, domain, sums, before)));
        }
        return domains;
    }

    private static DomainLoss domain(Loss loss, String domain, LossSums sums, Optional<Loss> before) {
        return new DomainLoss(
                loss.checkpoint(),
                loss.distribution(),
                domain,
                sums.mean(),
                sums.bitsPerByte(),
                sums.tokens(),
                sums.documents(),
                before.map(parent -> sums.mean() - parent.domains().get(domain).mean()));
    }
}
