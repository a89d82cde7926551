package dev.perennial.tokenize.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Puts pieces of work of very uneven size into tasks of about the same size: a large piece is a task, many small ones share
 * one. What a job writes is sorted after it, so this may follow the size of the cluster.
 */
final class EvenTasks {
    /** So that a cluster's last tasks are short beside the whole. */
    private static final int TASKS_A_CORE = 4;

    private static final long LARGEST = 128L << 20;

    /** What opening a file costs, in bytes read meanwhile. */
    private static final long OPENING = 256L << 10;

    private EvenTasks() {}

    /** Tasks of pieces, the largest first: the longest must not start last. Equal pieces keep their order. */
    static <T> List<List<T>> of(List<T> pieces, ToLongFunction<T> bytes, int cores) {
        ToLongFunction<T> cost = piece -> bytes.applyAsLong(piece) + OPENING;
        long total = pieces.stream().mapToLong(cost).sum();
        long enough = Math.min(LARGEST, total / ((long) cores * TASKS_A_CORE));
        List<T> sorted = new ArrayList<>(pieces);
        sorted.sort(Comparator.comparingLong(cost).reversed());
        List<List<T>> tasks = new ArrayList<>();
        List<T> task = new ArrayList<>();
        long held = 0;
        for (T piece : sorted) {
            task.add(piece);
            held += cost.applyAsLong(piece);
            if (held >= enough) {
                tasks.add(task);
                task = new ArrayList<>();
                held = 0;
            }
        }
        if (!task.isEmpty()) {
            tasks.add(task);
        }
        return tasks;
    }
}
