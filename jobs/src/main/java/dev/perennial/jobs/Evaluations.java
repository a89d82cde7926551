package dev.perennial.jobs;

import dev.perennial.evaluation.Candidate;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.spark.LossEvaluation;
import dev.perennial.evaluation.spark.LossEvaluation.Pair;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.training.checkpoint.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The losses of an experiment: of every stage's checkpoint, and of what is made of several, on every distribution. */
record Evaluations(Pipeline pipeline) {

    /** Stages in their order, each against its parent, which comes before it if it is imported or a branch point; then combinations, each against the last of their members. */
    List<EvaluatedLoss> losses() {
        // All streams first: too little data shows in a minute then, and not after the first model is trained.
        pipeline.stages().forEach(pipeline::stream);
        List<Pair> pairs = new ArrayList<>();
        List<Optional<Pair>> before = new ArrayList<>();
        for (String stage : pipeline.stages()) {
            Optional<Checkpoint> parent = pipeline.parent(stage);
            parent.filter(checkpoint -> !pipeline.experiment().stages().containsKey(checkpoint.name()))
                    .filter(checkpoint -> pairs.stream().noneMatch(pair -> isOf(pair, checkpoint)))
                    .ifPresent(checkpoint -> distributions().forEach(corpus -> {
                        pairs.add(new Pair(checkpoint, corpus));
                        before.add(Optional.empty());
                    }));
            for (Corpus corpus : distributions()) {
                pairs.add(new Pair(pipeline.checkpoint(stage), corpus));
                before.add(parent.map(checkpoint -> new Pair(checkpoint, corpus)));
            }
        }
        pipeline.experiment().evaluate().models().forEach((name, combination) -> {
            List<Checkpoint> members =
                    combination.members().stream().map(pipeline::checkpoint).toList();
            Candidate candidate = combination.of(name, members);
            for (Corpus corpus : distributions()) {
                pairs.add(new Pair(candidate, corpus));
                before.add(Optional.of(new Pair(members.get(members.size() - 1), corpus)));
            }
        });
        LossEvaluation evaluation = evaluation();
        List<Loss> losses = evaluation.evaluate(pairs, pipeline::spark, pipeline.progress());
        return IntStream.range(0, pairs.size())
                .mapToObj(at -> new EvaluatedLoss(
                        losses.get(at), before.get(at).map(pair -> evaluation.change(pairs.get(at), pair))))
                .toList();
    }

    /** Of one checkpoint on some distributions, in their order. */
    List<Loss> losses(Checkpoint checkpoint, List<String> on) {
        List<Pair> pairs = on.stream()
                .map(name -> new Pair(checkpoint, pipeline.corpus(name)))
                .toList();
        return evaluation().evaluate(pairs, pipeline::spark, pipeline.progress());
    }

    private static boolean isOf(Pair pair, Checkpoint checkpoint) {
        return pair.candidate().name().equals(checkpoint.name());
    }

    /** How the losses of two stages on a distribution differ, document by document; both were evaluated. */
    Change difference(String stage, String other, String distribution) {
        Corpus corpus = pipeline.corpus(distribution);
        return evaluation()
                .change(new Pair(pipeline.checkpoint(stage), corpus), new Pair(pipeline.checkpoint(other), corpus));
    }

    private List<Corpus> distributions() {
        return pipeline.distributions().stream().map(pipeline::corpus).toList();
    }

    private LossEvaluation evaluation() {
        Experiment experiment = pipeline.experiment();
        return new LossEvaluation(
                pipeline.store(),
                pipeline.tokenizer().endOfText(),
                experiment.evaluate().batch(),
                experiment.evaluate().stride(),
                experiment.training().backend(),
                experiment.seed().named("evaluation"));
    }
}
