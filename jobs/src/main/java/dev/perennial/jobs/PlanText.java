package dev.perennial.jobs;

import dev.perennial.conf.Sequences;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.training.MemoryPlan;
import dev.perennial.training.kernel.BlasKernels;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.Rounds;
import java.util.Locale;

/** Says what an experiment will do, with every boundary derived, before anything is done. */
final class PlanText {
    private PlanText() {}

    static String of(Experiment experiment) {
        StringBuilder text = new StringBuilder();
        int vocabulary = experiment.tokenizer().vocabulary();
        text.append(String.format(
                "experiment %s in %s, seed %d%n",
                experiment.name(), experiment.workspace(), experiment.seed().value()));
        text.append(experiment
                        .tokenizerFile()
                        .map(file -> "tokenizer " + file)
                        .orElse("tokenizer trained on the corpora, " + vocabulary + " entries"))
                .append('\n');
        experiment
                .corpora()
                .forEach((name, corpus) -> text.append(String.format(
                        "corpus %s: %s, %s, %s held out for validation%n",
                        name,
                        corpus.title(),
                        String.join(" ", corpus.files()),
                        corpus.validation().percent())));
        experiment
                .standing()
                .corpora()
                .forEach((name, folder) -> text.append(String.format("corpus %s: as it stands, %s%n", name, folder)));
        experiment
                .standing()
                .stages()
                .forEach((name, folder) -> text.append(String.format("stage %s: as it stands, %s%n", name, folder)));
        text.append(model(experiment, vocabulary));
        for (String name : StageOrder.of(experiment.stages())) {
            stage(text, name, experiment);
        }
        experiment
                .evaluate()
                .tasks()
                .forEach((name, task) -> text.append(String.format(
                        "task %s: %s, %d shots, %s%n",
                        name, task.format(), task.shots(), String.join(" ", task.files()))));
        return text.toString();
    }

    private static String model(Experiment experiment, int vocabulary) {
        ModelShape shape = experiment.model();
        RoundPlan rounds = experiment.training().rounds();
        String parameters = "";
        String memory = "";
        if (experiment.tokenizerFile().isEmpty() || shape.vocabulary().isPresent()) {
            GptNeoX model =
                    shape.forTokens(Math.min(vocabulary, shape.vocabulary().orElse(vocabulary)));
            parameters = String.format(
                    Locale.ROOT, ", %,d parameters", ParameterLayout.of(model).total());
            memory = memory(model, rounds)
                    + BlasKernels.advice().map(advice -> advice + "\n").orElse("");
        }
        return String.format(
                "model of %d layers, width %d, %d heads, context %d%s%n%d virtual workers, %s local steps of %d sequences "
                        + "between averages%n%s",
                shape.layers(),
                shape.width(),
                shape.heads(),
                shape.context(),
                parameters,
                rounds.workers(),
                rounds.describe(),
                rounds.batch(),
                memory);
    }

    /** Between its bounds: a task for every virtual worker, or one for all. */
    private static String memory(GptNeoX model, RoundPlan rounds) {
        MemoryPlan spread = MemoryPlan.of(model, rounds, rounds.workers());
        String text = spread.describe()
                + spread.refusal()
                        .map(reason -> "\n    cannot be trained: " + reason)
                        .orElse("");
        return rounds.workers() == 1
                ? text + "\n"
                : text + "; with all workers in one task "
                        + MemoryPlan.gigabytes(MemoryPlan.of(model, rounds, 1).total()) + "\n";
    }

    private static String origin(Stage stage, Experiment experiment) {
        if (stage.parent().isEmpty()) {
            return " from scratch";
        }
        String parent = stage.parent().get();
        return stage.at()
                .map(at -> BranchPoint.of(
                        parent,
                        experiment.stages().get(parent),
                        at,
                        experiment.training().rounds(),
                        experiment.model().context()))
                .map(point -> " branches off " + point)
                .orElse(" continues " + parent);
    }

    private static void stage(StringBuilder text, String name, Experiment experiment) {
        Stage stage = experiment.stages().get(name);
        int context = experiment.model().context();
        Sequences sequences = stage.tokens().sequences(context);
        Tokens trained = sequences.tokens(context);
        text.append(String.format(
                "stage %s%s: %s tokens = %s sequences = %d rounds%s%n",
                name,
                origin(stage, experiment),
                trained,
                sequences,
                new Rounds(experiment.training().rounds(), sequences.count(), context).count(),
                trained.equals(stage.tokens())
                        ? ""
                        : " (of " + stage.tokens() + " configured; the rest is less than a sequence)"));
        mixtures(text, StageStream.of(stage, experiment));
        text.append("    ").append(stage.schedule().describe(trained)).append('\n');
    }

    private static void mixtures(StringBuilder text, StreamConfiguration stream) {
        SlotPlan slots = stream.slots();
        long from = 0;
        for (StreamConfiguration.Segment segment : stream.segments()) {
            long to = from + segment.sequences().count();
            if (stream.segments().size() > 1) {
                text.append(String.format(
                        "    from token %s to %s:%n",
                        new Sequences(from).tokens(stream.context()), new Sequences(to).tokens(stream.context())));
            }
            for (SlotPlan.Part part : segment.mixture().parts()) {
                int index = slots.names().indexOf(part.name());
                text.append(String.format(
                        Locale.ROOT,
                        "    %s: %s, %,d sequences%n",
                        part.name(),
                        part.share().percent(),
                        slots.count(index, to) - slots.count(index, from)));
            }
            from = to;
        }
        if (stream.packing() != Packing.CONCATENATE) {
            text.append("    documents are packed whole, by best fit\n");
        }
    }
}
