package dev.perennial.training.round;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a stream is to be split into rounds; {@link Rounds} are those of one stream.
 *
 * @param workers virtual workers, K: part of the plan, nothing to do with executors
 * @param stepsPerRound local steps between two averages, one number or one for each part of the stage
 * @param batch sequences in a step, b
 * @param outer what becomes of the average
 */
public record RoundPlan(
        @Default("2") int workers,
        @Default("4") List<Stretch> stepsPerRound,
        @Default("8") int batch,
        @Default("average") OuterStep outer)
        implements Serializable {
    public RoundPlan {
        require("workers", workers);
        require("batch", batch);
        stepsPerRound = List.copyOf(stepsPerRound);
        if (stepsPerRound.isEmpty()
                || !stepsPerRound.get(stepsPerRound.size() - 1).until().equals(Length.parse("100 %"))) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot plan rounds: the last of steps-per-round does not last to the end of the stage, got "
                            + stepsPerRound + ", expected one without until.");
        }
    }

    /** The same number of steps in all rounds, and plain averages. */
    public RoundPlan(int workers, int stepsPerRound, int batch) {
        this(workers, List.of(Stretch.whole(stepsPerRound)), batch, new Average());
    }

    /** The local steps of a round, for people. */
    public String describe() {
        return stepsPerRound.stream()
                .map(stretch -> stepsPerRound.size() == 1
                        ? Integer.toString(stretch.steps())
                        : stretch.steps() + " until " + stretch.until())
                .collect(Collectors.joining(", "));
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot plan rounds: " + name + " does not fit, got " + value + ", expected at least 1.");
        }
    }
}
