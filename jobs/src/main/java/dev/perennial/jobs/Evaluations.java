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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The losses of an experiment: of every stage's checkpoint, and of what is made of several, on every distribution. */
record Evaluations(Pipeline pipeline) {

    /** Stages in their order, each against its parent, which comes before it if it is imported or a branch point; then combinations, each against the finished model of their last member. */
    List<EvaluatedLoss> losses() {
        // All corpora and streams first: too little data shows in a minute then, and not after the first model is
        // trained.
        distributions().forEach(LossEvaluation::requireDocuments);
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
            Candidate candidate = combination.of(name, pipeline);
            List<Member> members = combination.members();
            Checkpoint last =
                    pipeline.checkpoint(members.get(members.size() - 1).of());
            for (Corpus corpus : distributions()) {
                pairs.add(new Pair(candidate, corpus));
                before.add(Optional.of(new Pair(last, corpus)));
            }
        });
        LossEvaluation evaluation = evaluation();
        List<Loss> losses = evaluation.evaluate(pairs, pipeline::spark, pipeline.progress());
        return IntStream.range(0, pairs.size())
                .mapToObj(at -> new EvaluatedLoss(
                        losses.get(at), before.get(at).map(pair -> evaluation.change(pairs.get(at), pair))))
                .toList();
    }

    /** A state that a stage saved on the way, on some distributions; it is held against nothing. */
    List<EvaluatedLoss> ofState(Checkpoint state, List<String> on, Supplier<SparkSession> spark) {
        return losses(state, on, spark).stream()
                .map(loss -> new EvaluatedLoss(loss, Optional.empty()))
                .toList();
    }

    /** By the tokens that were consumed, the losses of states of a stage's way, as far as they were evaluated; none is computed. */
    Map<Long, Loss> onTheWay(String stage, String distribution) {
        Map<Long, Loss> losses = new TreeMap<>();
        Corpus corpus = pipeline.corpus(distribution);
        Pattern name = Pattern.compile(
                Pattern.quote(stage) + "-at-([0-9]{1,18})-on-" + Pattern.quote(distribution) + "-[0-9a-f]+");
        for (Path folder : pipeline.store().folders(LossEvaluation.KIND)) {
            Matcher found = name.matcher(folder.getName());
            if (found.matches()) {
                long tokens = Long.parseLong(found.group(1));
                new SavedStates(pipeline)
                        .after(stage, tokens)
                        .flatMap(state -> evaluation().standing(new Pair(state, corpus)))
                        .ifPresent(loss -> losses.put(tokens, loss));
            }
        }
        return losses;
    }

    /** Of one checkpoint on some distributions, in their order. */
    List<Loss> losses(Checkpoint checkpoint, List<String> on) {
        return losses(checkpoint, on, pipeline::spark);
    }

    private List<Loss> losses(Checkpoint checkpoint, List<String> on, Supplier<SparkSession> spark) {
        List<Pair> pairs = on.stream()
                .map(name -> new Pair(checkpoint, pipeline.corpus(name)))
                .toList();
        return evaluation().evaluate(pairs, spark, pipeline.progress());
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
