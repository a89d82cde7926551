package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.io.Serializable;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * Why a rank could not go on: a result on its way to the other ranks and the driver, and left in the checkpoint's folder for the driver to find: Spark forgets the cause when it gives up
 * a barrier stage, and the peers of the rank that failed only see it go away.
 */
record RunFailure(ErrorCode code, String message) implements Serializable {
    private static final String FILE = "failure.json";

    static RunFailure of(PerennialException problem) {
        return new RunFailure(problem.code(), problem.getMessage());
    }

    PerennialException problem() {
        return new PerennialException(code, message);
    }

    /** Ranks that fail alike may write at once, and a full disk may be the cause itself: the cause is what counts. */
    static void leave(Store store, Path folder, PerennialException cause) {
        try {
            store.writeText(new Path(folder, FILE), Json.pretty(of(cause)));
        } catch (PerennialException notWritten) {
            cause.addSuppressed(notWritten);
        }
    }

    static void clear(Store store, Path folder) {
        store.delete(new Path(folder, FILE));
    }

    static Optional<PerennialException> find(Store store, Path folder, Exception symptom) {
        Path file = new Path(folder, FILE);
        return store.readText(file)
                .map(text -> Json.read(text, RunFailure.class, file.toString()))
                .map(failure -> new PerennialException(failure.code(), failure.message(), symptom));
    }
}
