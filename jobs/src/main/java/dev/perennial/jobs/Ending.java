package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.training.spark.Telemetry;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;

/**
 * When a command ends although work is left: at its deadline, or when the machine is taken away (SIGTERM). It does so where the
 * same command goes on: before an artefact, or in training after a round, whose state is saved then.
 */
final class Ending {
    /** As a shell says that a program ended on SIGTERM. */
    static final int TERMINATED = 143;

    private static volatile Instant deadline = Instant.MAX;
    private static volatile boolean terminated;

    private Ending() {}

    /** Call when a command begins; null is no deadline. */
    static void in(Duration time) {
        deadline = time == null ? Instant.MAX : Instant.now().plus(time);
        terminated = false;
        Telemetry.stopWhen(Ending::due);
    }

    /** SIGTERM has come; returns whether training will end by itself, and the process with it. */
    static boolean terminate() {
        boolean again = terminated;
        terminated = true;
        return Telemetry.isHeard() && !again;
    }

    static boolean isTerminated() {
        return terminated;
    }

    /** Fails when it is time. */
    static void check() {
        if (due()) {
            throw new PerennialException(
                    ErrorCode.STOPPED,
                    "Cannot do the rest: the time is up. What stands is whole; run the same command again and it goes on.");
        }
    }

    private static boolean due() {
        return terminated || !Instant.now().isBefore(deadline);
    }

    /** {@code 90m}, {@code 5h}, {@code 1h30m}. */
    static final class TimeReader implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Duration.parse("PT" + text);
        }
    }
}
