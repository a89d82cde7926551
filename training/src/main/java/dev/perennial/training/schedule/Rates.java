package dev.perennial.training.schedule;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;

/** What every curve asks of its rates. */
final class Rates {
    private Rates() {}

    static void require(String name, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot use a learning rate: " + name + " does not fit, got " + rate + ", expected 0 to below 1.");
        }
    }

    /** Both are rates, and the lower is not above the higher. */
    static void requireOrder(String lowerName, double lower, String higherName, double higher) {
        require(higherName, higher);
        require(lowerName, lower);
        if (lower > higher) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot use a schedule: the " + lowerName + " is above the " + higherName + ", got " + lower
                            + ", expected at most " + higher + ".");
        }
    }
}
