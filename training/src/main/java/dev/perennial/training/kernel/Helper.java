package dev.perennial.training.kernel;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that works for another one. It looks for the next piece of work for a while before it sleeps, since waking it costs as much
 * as many a kernel: a step of a small model has hundreds of pieces.
 */
final class Helper {
    /** Looks before it sleeps, some fifty microseconds in all: longer than the gap between two kernels, and cheap where none follows. */
    private static final int LOOKS = 4000;

    private final Thread thread = new Thread(this::serve, "perennial-kernel");
    private volatile Runnable work;
    private volatile boolean ended;
    private Thread owner;
    private Throwable failure;

    Helper() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins some work; {@link #await} must follow before the next. */
    void begin(Runnable next) {
        owner = Thread.currentThread();
        failure = null;
        work = next;
        LockSupport.unpark(thread);
    }

    /** Waits until the work is done, even through an interruption: the memory it works on must not be freed under it. */
    void await() {
        boolean interrupted = false;
        for (int looks = 0; work != null; looks++) {
            pause(looks);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws what the work threw. */
    void check() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** The thread goes away once it has nothing to do. */
    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    private void serve() {
        while (!ended) {
            for (int looks = 0; work == null && !ended; looks++) {
                pause(looks);
            }
            if (work != null) {
                try {
                    work.run();
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                work = null;
                LockSupport.unpark(owner);
            }
        }
    }

    private static void pause(int looks) {
        if (looks < LOOKS) {
            Thread.onSpinWait();
        } else {
            LockSupport.park();
        }
    }
}
