package dev.perennial.training.round;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Shorthand;
import java.io.Serializable;

/**
 * What is done about a step whose loss is a spike: not a number, or above the mean loss of the last rounds by more than a margin. Such a
 * step is not taken, whatever is done.
 *
 * @param then stop the run, or go on with the next batch
 * @param above nats above the mean that are no spike yet
 * @param over so many rounds; before they are over, only what is not a number is a spike
 */
@Shorthand("then")
public record SpikeRule(@Default("stop") Reaction then, @Default("3.0") double above, @Default("16") int over)
        implements Serializable {

    /** What is done. */
    public enum Reaction {
        STOP,
        SKIP_BATCH
    }

    public SpikeRule {
        require(above > 0, "above", above, "more than 0 nats");
        require(over >= 1, "over", over, "at least 1 round");
    }

    public static SpikeRule of(Reaction then) {
        return new SpikeRule(then, 3, 16);
    }

    private static void require(boolean fits, String name, Object got, String expected) {
        if (!fits) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot watch the loss: on-spike." + name + " does not fit, got " + got + ", expected " + expected
                            + ".");
        }
    }
}
