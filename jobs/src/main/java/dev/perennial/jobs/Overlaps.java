package dev.perennial.jobs;

import dev.perennial.tokenize.overlap.Overlap;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.tokenize.spark.OverlapMeasurement;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** How much of what an experiment validates on stands in what it trains on; measured where it was not yet. */
record Overlaps(Pipeline pipeline) {

    /** Every distribution's validation against its own training documents and those of all corpora that a stage trains on. */
    List<Overlap> ofExperiment() {
        Set<String> trained = new TreeSet<>(pipeline.distributions());
        Experiment experiment = pipeline.experiment();
        experiment
                .stages()
                .values()
                .forEach(stage ->
                        trained.addAll(StageStream.of(stage, experiment).corpora()));
        return between(pipeline.distributions(), trained);
    }

    /** The validation documents of each of the ones against the training documents of each of the others. */
    List<Overlap> between(Collection<String> validation, Collection<String> training) {
        List<OverlapMeasurement.Pair> pairs = validation.stream()
                .flatMap(held -> training.stream()
                        .map(trained -> new OverlapMeasurement.Pair(pipeline.corpus(held), pipeline.corpus(trained))))
                .toList();
        TokenWidth width = TokenWidth.of(pipeline.tokenizer().vocabularySize());
        return new OverlapMeasurement(pipeline.store(), width).measure(pairs, pipeline::spark, pipeline.progress());
    }
}
