package dev.perennial.training.spark;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;

/**
 * Why a rank could not go on, left beside the saved rounds for the driver to find: Spark forgets the cause when it gives up a
 * barrier stage, and the peers of the rank that failed only see it go away. A file a rank, as all may fail at once.
 */
record RunFailure(ErrorCode code, String message) {

    static RunFailure of(PerennialException problem) {
        return new RunFailure(problem.code(), problem.getMessage());
    }

    PerennialException problem(Exception symptom) {
        return new PerennialException(code, message, symptom);
    }

    static void leave(Store store, Path folder, int rank, PerennialException cause) {
        store.writeText(file(folder, rank), Json.pretty(of(cause)));
    }

    static void clear(Store store, Path folder, int rank) {
        store.delete(file(folder, rank));
    }

    /** The failure of the lowest rank that left one. */
    static Optional<PerennialException> find(Store store, Path folder, int ranks, Exception symptom) {
        return IntStream.range(0, ranks)
                .mapToObj(rank -> file(folder, rank))
                .flatMap(file ->
                        store.readText(file).map(text -> Json.read(text, RunFailure.class, file.toString())).stream())
                .map(failure -> failure.problem(symptom))
                .findFirst();
    }

    private static Path file(Path folder, int rank) {
        return new Path(folder, "rounds/failure-" + rank + ".json");
    }
}
