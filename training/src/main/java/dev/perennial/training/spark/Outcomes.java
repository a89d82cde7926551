package dev.perennial.training.spark;

import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The workers' outcomes as a message between executors, or why there are none. */
record Outcomes(Map<Integer, WorkerRound.Outcome> byWorker, Optional<RunFailure> failure) {

    static Outcomes of(Map<Integer, WorkerRound.Outcome> byWorker) {
        return new Outcomes(byWorker, Optional.empty());
    }

    static Outcomes failed(PerennialException problem) {
        return new Outcomes(Map.of(), Optional.of(RunFailure.of(problem)));
    }

    /** Sequences that were trained on. */
    static long sequences(List<WorkerRound.Outcome> outcomes) {
        return outcomes.stream()
                .flatMapToInt(outcome -> Arrays.stream(outcome.sequences()))
                .sum();
    }

    /** The mean loss of all steps taken, in nats; not a number where there were none. */
    static double loss(List<WorkerRound.Outcome> outcomes) {
        double nats = 0;
        for (WorkerRound.Outcome outcome : outcomes) {
            for (int step = 0; step < outcome.losses().length; step++) {
                nats += outcome.losses()[step] * outcome.sequences()[step];
            }
        }
        return nats / sequences(outcomes);
    }

    byte[] message() {
        return Json.line(this).getBytes(StandardCharsets.UTF_8);
    }

    /** All workers' outcomes, by worker, from the messages of all executors; if any failed, so do all, with the same error. */
    static List<WorkerRound.Outcome> merge(List<byte[]> messages) {
        Map<Integer, WorkerRound.Outcome> all = new TreeMap<>();
        for (byte[] message : messages) {
            Outcomes outcomes =
                    Json.read(new String(message, StandardCharsets.UTF_8), Outcomes.class, "an executor's message");
            outcomes.failure().ifPresent(failure -> {
                throw failure.problem();
            });
            all.putAll(outcomes.byWorker());
        }
        return new ArrayList<>(all.values());
    }
}
