package dev.perennial.training.round;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Shorthand;
import java.io.Serializable;

/**
 * How often states are averaged in one part of a stage: early, when weights move fast, often; later seldom.
 *
 * @param until where the part ends: tokens from the stage's beginning, or a share of it; a round that began before it is finished
 * @param steps local steps of each worker between two averages, m
 */
@Shorthand("steps")
public record Stretch(@Default("100 %") Length until, int steps) implements Serializable {
    public Stretch {
        if (steps < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot plan rounds: steps-per-round does not fit, got " + steps + ", expected at least 1.");
        }
    }

    static Stretch whole(int steps) {
        return new Stretch(Length.parse("100 %"), steps);
    }
}
