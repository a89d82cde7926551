package dev.perennial.evaluation.advice;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A shift that somebody continued through, with what came of it.
 *
 * @param name for people, with its source
 * @param from the old distribution
 * @param to the new one
 * @param parameters of the model, about
 * @param parentLoss on the old distribution before the shift, in nats a token
 * @param lossRatio the parent's loss on the new over that on the old, before anything was trained
 * @param outcomes by replay share
 */
public record KnownShift(
        String name,
        Source source,
        String from,
        String to,
        long parameters,
        double parentLoss,
        double lossRatio,
        List<Outcome> outcomes) {

    /** Who measured it. */
    public enum Source {
        /** Ibrahim et al. 2024. */
        PAPER,
        /** This repository's quickstart, at toy scale. */
        QUICKSTART,
        /** A report of the user's own. */
        REPORT
    }

    public KnownShift {
        outcomes = outcomes.stream()
                .sorted(Comparator.comparingDouble(outcome -> outcome.replay().approximately()))
                .toList();
    }

    /** The share that one would have taken; none where fewer than two were tried. */
    @JsonProperty
    public Optional<ReplayChoice> choice() {
        return ReplayChoice.of(outcomes);
    }

    /** For people, with its figures. */
    String inWords() {
        String forgotten = outcomes.stream()
                .map(outcome -> String.format(
                        Locale.ROOT, "%s %+.2f", outcome.replay().percent(), outcome.oldLoss() - parentLoss))
                .collect(Collectors.joining(", "));
        String learned = outcomes.stream()
                .map(outcome -> String.format(Locale.ROOT, "%.2f", outcome.newLoss()))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s: loss ratio %.2f; forgotten by replay %s; loss on the new %s%s",
                name,
                lossRatio,
                forgotten,
                learned,
                choice().map(choice -> "; best " + choice.chosen().replay().percent())
                        .orElse(""));
    }
}
