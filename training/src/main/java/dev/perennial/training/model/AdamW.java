package dev.perennial.training.model;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;

/**
 * AdamW (Loshchilov and Hutter 2019) with global-norm clipping; the learning rate comes from a schedule.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled decay: each step takes rate * weightDecay * weight off, from matrices only
 * @param clip the largest norm of the whole gradient; a longer one is scaled down to it
 */
public record AdamW(
        @Default("0.9") double beta1,
        @Default("0.95") double beta2,
        @Default("1e-8") double epsilon,
        @Default("0.1") double weightDecay,
        @Default("1.0") double clip)
        implements java.io.Serializable {

    /** The constants of the paper, section 3. */
    public static final AdamW PAPER = new AdamW(0.9, 0.95, 1e-8, 0.1, 1.0);

    public AdamW {
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "0 or more and below 1");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "0 or more and below 1");
        require(epsilon > 0, "epsilon", epsilon, "above 0");
        require(weightDecay >= 0, "weightDecay", weightDecay, "0 or more");
        require(clip > 0, "clip", clip, "above 0");
    }

    private static void require(boolean condition, String name, double got, String expected) {
        if (!condition) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot configure AdamW: " + name + " is out of range, got " + got + ", expected " + expected
                            + ".");
        }
    }
}
