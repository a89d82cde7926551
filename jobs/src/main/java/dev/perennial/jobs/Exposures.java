package dev.perennial.jobs;

import dev.perennial.evaluation.Exposure;
import dev.perennial.evaluation.spark.ExposureEvaluation;
import dev.perennial.evaluation.spark.ExposureEvaluation.Question;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.mixing.TokenStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What continued stages kept of the very sequences that their parents saw: those seen again, and those seen only before. */
record Exposures(Pipeline pipeline) {

    List<Exposure> ofExperiment() {
        Experiment experiment = pipeline.experiment();
        int sequences = experiment.evaluate().exposure();
        ExposureEvaluation evaluation = new ExposureEvaluation(
                pipeline.store(),
                sequences,
                experiment.evaluate().batch(),
                experiment.training().backend(),
                experiment.seed().named("evaluation"));
        List<Question> questions = sequences == 0
                ? List.of()
                : pipeline.stages().stream().flatMap(this::questions).toList();
        return evaluation.evaluate(questions, pipeline::spark, pipeline.progress());
    }

    /** Of the parent's stream: what a replay in its order took, and what stands behind it. */
    private Stream<Question> questions(String name) {
        Stage stage = pipeline.experiment().stages().get(name);
        if (stage.parent().isEmpty()
                || !pipeline.experiment()
                        .trainedStages()
                        .contains(stage.parent().get())) {
            return Stream.empty();
        }
        String parent = stage.parent().get();
        TokenStream earlier = pipeline.stream(parent);
        StreamConfiguration stream = StageStream.of(stage, pipeline.experiment());
        List<Question> questions = new ArrayList<>();
        long seenFrom = 0;
        for (Map.Entry<String, Replay> entry : stream.replays().entrySet()) {
            Replay replay = entry.getValue();
            if (replay.of().equals(parent)) {
                if (replay.order() == Replay.Order.SHUFFLED) {
                    return Stream.empty();
                }
                int part = stream.slots().names().indexOf(entry.getKey());
                seenFrom = replay.from()
                        + stream.slots().count(part, stream.sequences().count());
                questions.add(question(name, earlier, Exposure.Kind.REPLAYED, replay.from(), seenFrom));
            }
        }
        questions.add(question(name, earlier, Exposure.Kind.SEEN_BEFORE, seenFrom, earlier.sequences()));
        return questions.stream().filter(question -> question.from() < question.to());
    }

    private Question question(String name, TokenStream earlier, Exposure.Kind kind, long from, long to) {
        String parent = pipeline.experiment().stages().get(name).parent().orElseThrow();
        return new Question(pipeline.checkpoint(name), pipeline.checkpoint(parent), earlier, kind, from, to);
    }
}
