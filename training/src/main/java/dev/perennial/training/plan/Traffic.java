package dev.perennial.training.plan;

import dev.perennial.training.model.GptNeoX;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.AverageTree;
import dev.perennial.training.round.AverageTree.Node;
import dev.perennial.training.round.RoundPlan;

/**
 * Bytes that one average moves between tasks: parameters and both moments go to the owners of their slices as partial sums, and come
 * back as totals. What tasks send is what they receive, all together.
 *
 * @param all that all tasks send
 * @param ofTask what the busiest task sends
 */
public record Traffic(long all, long ofTask) {
    private static final int VECTORS = 3;

    public static Traffic of(GptNeoX model, RoundPlan rounds, int tasks) {
        // A task keeps its own slice of what it sends to owners, and sends its own slice of the total to all others.
        double toOthers =
                VECTORS * (double) Float.BYTES * ParameterLayout.of(model).total() * (tasks - 1) / tasks;
        long all = 0;
        long most = 0;
        for (int task = 0; task < tasks; task++) {
            Node own = AverageTree.workersOf(task, tasks, rounds.workers());
            int partials = AverageTree.cover(AverageTree.root(rounds.workers()), own.from(), own.to())
                    .size();
            long sent = Math.round(toOthers * (partials + 1));
            all += sent;
            most = Math.max(most, sent);
        }
        return new Traffic(all, most);
    }
}
