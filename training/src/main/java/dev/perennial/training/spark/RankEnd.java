package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.io.Serializable;

/**
 * How a {@link RankTask} ended. An error that another attempt would only repeat, such as a loss that diverged, is a result and not an
 * exception: Spark would start the stage again and again, and in the end tell the error as text, without its code.
 *
 * @param rounds that were trained
 * @param failure or null
 */
record RankEnd(long rounds, Failure failure) implements Serializable {

    /** What a {@link PerennialException} says, for the way between machines. */
    record Failure(ErrorCode code, String message) implements Serializable {
        static Failure of(PerennialException problem) {
            return new Failure(problem.code(), problem.getMessage());
        }

        PerennialException problem() {
            return new PerennialException(code, message);
        }
    }
}
