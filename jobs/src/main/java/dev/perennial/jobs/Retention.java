package dev.perennial.jobs;

import dev.perennial.conf.Ancestry;
import dev.perennial.conf.Artefact;
import dev.perennial.conf.Fingerprint;
import dev.perennial.evaluation.spark.ExposureEvaluation;
import dev.perennial.evaluation.spark.LossEvaluation;
import dev.perennial.evaluation.spark.TaskEvaluation;
import dev.perennial.mixing.TokenStream;
import dev.perennial.tokenize.shard.Corpus;
import dev.perennial.tokenize.spark.OverlapMeasurement;
import dev.perennial.tokenize.spark.TokenizerTraining;
import dev.perennial.training.checkpoint.Checkpoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which artefacts stay: the chosen ones, all that they descend from, and what was measured of them. What a kept one descends from is never
 * removed, and what is removed goes in an order in which that holds after every step.
 */
final class Retention {
    /** Kinds whose artefacts say something of others and are cheap beside them. */
    private static final Set<String> MEASUREMENTS =
            Set.of(LossEvaluation.KIND, TaskEvaluation.KIND, ExposureEvaluation.KIND, OverlapMeasurement.KIND);

    /** The one input of a measurement that is no artefact. */
    private static final String QUESTIONS = "questions";

    /** All kinds that are known; any other is somebody else's and stays. */
    static final Set<String> KINDS = Set.of(
            TokenizerTraining.KIND,
            Corpus.KIND,
            TokenStream.KIND,
            Checkpoint.KIND,
            LossEvaluation.KIND,
            TaskEvaluation.KIND,
            ExposureEvaluation.KIND,
            OverlapMeasurement.KIND);

    private final Ancestry ancestry;
    private final Set<Artefact> kept;

    private Retention(Ancestry ancestry, Set<Artefact> kept) {
        this.ancestry = ancestry;
        this.kept = kept;
    }

    /** @param chosen which of all that stand is kept for its own sake */
    static Retention of(Collection<Artefact> standing, Predicate<Artefact> chosen) {
        Ancestry ancestry = new Ancestry(standing);
        List<Artefact> roots = standing.stream()
                .filter(each ->
                        chosen.test(each) || !KINDS.contains(each.manifest().kind()))
                .toList();
        Set<Artefact> kept = new HashSet<>(ancestry.withAncestors(roots));
        Set<Fingerprint> there = new HashSet<>();
        kept.forEach(each -> there.add(each.fingerprint()));
        standing.stream()
                .filter(each -> MEASUREMENTS.contains(each.manifest().kind()))
                .filter(each -> each.manifest().inputs().entrySet().stream()
                        .allMatch(input -> input.getKey().equals(QUESTIONS) || there.contains(input.getValue())))
                .forEach(kept::add);
        return new Retention(ancestry, kept);
    }

    /** Finished models, and corpora, which may not have been trained on yet: what is kept where nobody chooses. */
    static boolean isFinal(Artefact artefact) {
        String kind = artefact.manifest().kind();
        boolean branchPoint = artefact.manifest().configuration().has("until");
        return kind.equals(Corpus.KIND) || kind.equals(Checkpoint.KIND) && !branchPoint;
    }

    Set<Artefact> kept() {
        return kept;
    }

    /** Each before all that it was made from. */
    List<Artefact> removed() {
        return ancestry.descendantsFirst().stream()
                .filter(each -> !kept.contains(each))
                .toList();
    }
}
