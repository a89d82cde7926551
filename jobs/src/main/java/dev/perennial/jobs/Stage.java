package dev.perennial.jobs;

import dev.perennial.conf.Default;
import dev.perennial.conf.Share;
import dev.perennial.conf.Tokens;
import dev.perennial.mixing.Replay;
import dev.perennial.training.schedule.LearningRateSchedule;
import java.util.Map;
import java.util.Optional;

/**
 * One training run.
 *
 * @param title for people
 * @param parent the stage whose checkpoint is continued; without one, training starts from initial values
 * @param data shares of the corpora in what is new; they add up to 1
 * @param replay what of an earlier stage's stream is seen again
 * @param tokens of the whole stage, replay included
 * @param epochs how often at most a corpus may be passed over
 * @param optimizerState of the parent: reset, as the paper does, or kept
 */
public record Stage(
        @Default("\"\"") String title,
        Optional<String> parent,
        Map<String, Share> data,
        Optional<Replay> replay,
        Tokens tokens,
        LearningRateSchedule schedule,
        @Default("1") int epochs,
        @Default("reset") OptimizerState optimizerState) {

    /** What becomes of Adam's moments at the boundary of a stage. */
    public enum OptimizerState {
        RESET,
        KEEP
    }
}
