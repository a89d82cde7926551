package dev.perennial.jobs;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Ctrl-C and SIGTERM: says that the same command goes on from here, and keeps quiet what Spark's threads say when they are
 * ended in the middle of their work.
 */
final class Interruption {
    private static final AtomicBoolean RUNNING = new AtomicBoolean();
    private static final AtomicBoolean INTERRUPTED = new AtomicBoolean();

    private Interruption() {}

    /** Call once, before the command runs. */
    static void watch() {
        RUNNING.set(true);
        Runtime.getRuntime().addShutdownHook(new Thread(Interruption::interrupted, "perennial-interruption"));
    }

    /** Call when the command has ended by itself. */
    static void ended() {
        RUNNING.set(false);
    }

    static boolean happened() {
        return INTERRUPTED.get();
    }

    private static void interrupted() {
        if (RUNNING.get()) {
            INTERRUPTED.set(true);
            Configurator.setAllLevels("", Level.OFF);
            System.err.println("interrupted: what stands is whole; run the same command again and it goes on");
        }
    }
}
