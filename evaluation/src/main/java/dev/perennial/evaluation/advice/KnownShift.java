package dev.perennial.evaluation.advice;

import dev.perennial.conf.Share;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    public Optional<ReplayChoice> choice() {
        return ReplayChoice.of(outcomes);
    }

    /** What it says for a share, with its figures. */
    String inWords() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%s: loss ratio %.2f; replay, forgotten, loss on the new:", name, lossRatio));
        for (Outcome outcome : outcomes) {
            text.append(String.format(
                    Locale.ROOT,
                    " %s, %+.2f, %.2f;",
                    outcome.replay().percent(),
                    outcome.oldLoss() - parentLoss,
                    outcome.newLoss()));
        }
        choice().map(ReplayChoice::chosen)
                .map(Outcome::replay)
                .map(Share::percent)
                .ifPresent(share -> text.append(" so it would take ").append(share));
        return text.toString();
    }
}
