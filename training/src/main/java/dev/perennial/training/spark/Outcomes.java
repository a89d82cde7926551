package dev.perennial.training.spark;

import dev.perennial.conf.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The workers' outcomes as a message between executors. */
record Outcomes(Map<Integer, WorkerRound.Outcome> byWorker) {

    byte[] message() {
        return Json.line(this).getBytes(StandardCharsets.UTF_8);
    }

    /** All workers' outcomes, by worker, from the messages of all executors. */
    static List<WorkerRound.Outcome> merge(List<byte[]> messages) {
        Map<Integer, WorkerRound.Outcome> all = new TreeMap<>();
        for (byte[] message : messages) {
            all.putAll(Json.read(new String(message, StandardCharsets.UTF_8), Outcomes.class, "an executor's message")
                    .byWorker());
        }
        return new ArrayList<>(all.values());
    }
}
