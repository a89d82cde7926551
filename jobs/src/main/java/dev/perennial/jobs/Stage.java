package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.Length;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Packing;
import dev.perennial.mixing.Portion;
import dev.perennial.mixing.Replay;
import dev.perennial.training.schedule.LearningRateSchedule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One training run.
 *
 * @param title for people
 * @param parent the stage whose checkpoint is continued; without one, training starts from initial values
 * @param at tokens of the parent after which this one branches off, in its constant phase; without it, at its end
 * @param data shares of corpora, domains and nested mixtures in what is new; on each level they add up to 1
 * @param replay what of earlier stages' streams is seen again
 * @param mixture instead of data and replay: several mixtures, one after another
 * @param tokens of the whole stage, replay included
 * @param epochs how often at most a corpus may be passed over
 * @param skip tokens that each corpus's order begins after, such as earlier stages saw; by corpus, or {@code corpus: domain}
 * @param packing of documents into sequences
 * @param optimizerState of the parent: reset, as the paper does, or kept
 */
public record Stage(
        @Default("\"\"") String title,
        Optional<String> parent,
        Optional<Tokens> at,
        @Default("{}") Map<String, Portion> data,
        @Default("[]") List<Replay> replay,
        @Default("[]") List<Segment> mixture,
        Tokens tokens,
        LearningRateSchedule schedule,
        @Default("1") int epochs,
        @Default("{}") Map<String, Tokens> skip,
        @Default("concatenate") Packing packing,
        @Default("reset") OptimizerState optimizerState) {

    /**
     * A stretch of a stage whose mixture stays the same.
     *
     * @param tokens its length; the last is as long as what is left
     */
    public record Segment(
            Optional<Length> tokens, @Default("{}") Map<String, Portion> data, @Default("[]") List<Replay> replay) {}

    /** The mixtures in turn, of which most stages have one. */
    List<Segment> segments() {
        return mixture.isEmpty() ? List.of(new Segment(Optional.empty(), data, replay)) : mixture;
    }

    /** The stages whose streams are replayed. */
    Set<String> replayed() {
        return segments().stream()
                .flatMap(segment -> segment.replay().stream())
                .map(Replay::of)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What becomes of Adam's moments at the boundary of a stage. */
    public enum OptimizerState {
        RESET,
        KEEP
    }
}
