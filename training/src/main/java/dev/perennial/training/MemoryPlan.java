package dev.perennial.training;

import dev.perennial.training.kernel.Backend;
import dev.perennial.training.kernel.FloatMemory;
import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.AverageTree;
import dev.perennial.training.round.AverageTree.Node;
import dev.perennial.training.round.Nesterov;
import dev.perennial.training.round.RoundPlan;
import java.util.Locale;
import java.util.Optional;

/**
 * The memory off the heap that one training task takes, computed from the model's own layout. Spark does not see this memory, so nothing
 * else would refuse a model that does not fit before it has run for a while.
 *
 * @param model parameters, gradient and Adam's two moments: 16 bytes a parameter
 * @param working activations of a step and scratch, as far as they find no room in the gradient
 * @param copies what several virtual workers of one task keep beside the model: the round's start and running sums
 * @param exchange the slices that are received while executors average, and an outer step's velocity
 */
public record MemoryPlan(long parameters, long model, long working, long copies, long exchange) {
    private static final int VECTORS_OF_MODEL = 4;
    private static final int VECTORS_OF_STATE = 3;

    /** Of the task with the most virtual workers, one thread a task. */
    public static MemoryPlan of(GptNeoX model, RoundPlan rounds, int tasks) {
        return of(model, rounds, tasks, 1);
    }

    /** @param threads that a task computes on, {@code spark.task.cpus} */
    public static MemoryPlan of(GptNeoX model, RoundPlan rounds, int tasks, int threads) {
        long parameters = ParameterLayout.of(model).total();
        long vector = parameters * Float.BYTES;
        long velocity = rounds.outer() instanceof Nesterov ? vector + vector / tasks : 0;
        return new MemoryPlan(
                parameters,
                VECTORS_OF_MODEL * vector,
                Backend.CPU.workingBytes(model, rounds.batch(), threads),
                copies(rounds.workers(), tasks) * VECTORS_OF_STATE * vector,
                velocity + received(rounds.workers(), tasks) * (vector / tasks));
    }

    public long total() {
        return model + working + copies + exchange;
    }

    /** What Java's own direct buffers hold of it; the rest is JavaCPP's. */
    public long direct() {
        return copies + exchange;
    }

    /** Why no machine can train this model, if none can. */
    public Optional<String> refusal() {
        return parameters <= FloatMemory.LARGEST_SLICE
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "a task holds each vector of the model in one buffer of less than 2 GiB, got %,d parameters, expected "
                                + "at most %,d",
                        parameters,
                        FloatMemory.LARGEST_SLICE));
    }

    public String describe() {
        return String.format(
                Locale.ROOT,
                "%s off the heap for a task: model, gradient and moments %s, activations %s, copies %s, exchange %s",
                gigabytes(total()),
                gigabytes(model),
                gigabytes(working),
                gigabytes(copies),
                gigabytes(exchange));
    }

    public static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, bytes < 100_000_000 ? "%.3f GB" : "%.1f GB", bytes / 1e9);
    }

    /** States beside the model's own, at the most, in the task that has the most of them: none for a single worker. */
    private static int copies(int workers, int tasks) {
        int most = 0;
        for (int task = 0; task < tasks; task++) {
            Node own = AverageTree.workersOf(task, tasks, workers);
            int sums = 0;
            int standing = 0;
            for (Node node : AverageTree.cover(AverageTree.root(workers), own.from(), own.to())) {
                sums = Math.max(sums, standing + held(node));
                standing++;
            }
            most = Math.max(most, own.isLeaf() ? 0 : 1 + sums);
        }
        return most;
    }

    /** Sums that exist at once while a node's workers are added up, the left side first. */
    private static int held(Node node) {
        return node.isLeaf() ? 1 : Math.max(held(node.left()), 1 + held(node.right()));
    }

    /** Partial sums that a task receives from all others, in the task that receives the most. */
    private static int received(int workers, int tasks) {
        int all = 0;
        int fewestOwn = Integer.MAX_VALUE;
        for (int task = 0; task < tasks; task++) {
            Node own = AverageTree.workersOf(task, tasks, workers);
            int cover = AverageTree.cover(AverageTree.root(workers), own.from(), own.to())
                    .size();
            all += cover;
            fewestOwn = Math.min(fewestOwn, cover);
        }
        return all - fewestOwn;
    }
}
