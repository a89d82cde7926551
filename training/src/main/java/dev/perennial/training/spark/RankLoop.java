package dev.perennial.training.spark;

import dev.perennial.training.TrainingPlan;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.round.AverageTree;
import dev.perennial.training.round.AverageTree.Node;
import dev.perennial.training.round.Spread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The rounds of one executor: its virtual workers train one after another from the same start, their states are added up in
 * tree order here, and then over all executors.
 *
 * <p>With one worker the replica itself is the sum. With several, the round's start and the running sums are kept beside it.
 */
final class RankLoop {
    private final TrainingPlan plan;
    private final Exchange exchange;
    private final Replica replica;
    private final StateVectors state;
    private final OuterState outer;
    private final WorkerRound worker;
    private final Node workers;
    private final StateVectors start;
    private final Deque<StateVectors> free = new ArrayDeque<>();
    private final Map<Node, StateVectors> partials = new LinkedHashMap<>();
    private final Map<Integer, WorkerRound.Outcome> outcomes = new TreeMap<>();

    RankLoop(
            TrainingPlan plan,
            Exchange exchange,
            Replica replica,
            StateVectors state,
            OuterState outer,
            Configuration hadoop) {
        this.plan = plan;
        this.exchange = exchange;
        this.replica = replica;
        this.state = state;
        this.outer = outer;
        this.worker = new WorkerRound(plan, hadoop);
        this.workers = AverageTree.workersOf(
                exchange.rank(), exchange.ranks(), plan.rounds().workers());
        this.start = workers.isLeaf() ? null : StateVectors.allocate(state.bytes());
    }

    /** Trains this executor's workers and adds up their states; a loss above the limit is a spike. */
    Map<Integer, WorkerRound.Outcome> train(long round, int iteration, double limit) {
        outcomes.clear();
        partials.clear();
        if (start != null) {
            start.copyFrom(state);
        }
        outer.begin(state.parameters());
        Node root = AverageTree.root(plan.rounds().workers());
        for (Node node : AverageTree.cover(root, workers.from(), workers.to())) {
            partials.put(node, partial(node, round, iteration, limit));
        }
        return outcomes;
    }

    /**
     * Adds up the states of all executors; afterwards every replica holds the same bits.
     *
     * @return the squares of the average, from before the outer step
     */
    double average() throws IOException {
        for (int vector = 0; vector < state.all().size(); vector++) {
            Map<Node, ByteBuffer> parts = new LinkedHashMap<>();
            for (var entry : partials.entrySet()) {
                parts.put(entry.getKey(), entry.getValue().all().get(vector));
            }
            exchange.reduce(parts, state.all().get(vector));
        }
        partials.values().stream().filter(vectors -> vectors != state).forEach(free::push);
        double[] squares = Spread.squares(exchange.owned(state.parameters()));
        outer.apply(state.parameters());
        for (ByteBuffer vector : state.all()) {
            exchange.share(vector);
        }
        return sumOverAll(squares);
    }

    /** The executors own consecutive blocks, so the sum is taken in the order of blocks. */
    private double sumOverAll(double[] squares) throws IOException {
        ByteBuffer message = ByteBuffer.allocate(squares.length * Double.BYTES);
        message.asDoubleBuffer().put(squares);
        double sum = 0;
        for (byte[] each : exchange.gather(message.array())) {
            DoubleBuffer blocks = ByteBuffer.wrap(each).asDoubleBuffer();
            while (blocks.hasRemaining()) {
                sum += blocks.get();
            }
        }
        return sum;
    }

    /** The workers' distance from their average, which has these squares. */
    double spread(long round, List<WorkerRound.Outcome> outcomes, double average) {
        float[] weights = new float[outcomes.size()];
        double[] squares = new double[outcomes.size()];
        for (int index = 0; index < weights.length; index++) {
            weights[index] = weight(round, index);
            squares[index] = outcomes.get(index).squares();
        }
        return Spread.of(weights, squares, average);
    }

    private StateVectors partial(Node node, long round, int iteration, double limit) {
        if (node.isLeaf()) {
            return leaf(node.from(), round, iteration, limit);
        }
        StateVectors left = partial(node.left(), round, iteration, limit);
        StateVectors right = partial(node.right(), round, iteration, limit);
        left.add(right);
        free.push(right);
        return left;
    }

    /** Runs one worker and returns its state times its share of the round's tokens. */
    private StateVectors leaf(int index, long round, int iteration, double limit) {
        if (start != null) {
            state.copyFrom(start);
        }
        replica.setIteration(iteration);
        WorkerRound.Outcome outcome = worker.run(replica, state.parameters(), round, index, limit);
        outcomes.put(index, outcome);
        StateVectors sum = state;
        if (start != null) {
            sum = free.isEmpty() ? StateVectors.allocate(state.bytes()) : free.pop();
            sum.copyFrom(state);
        }
        sum.scale(weight(round, index));
        return sum;
    }

    /** Token-weighted: a worker with a shorter window counts for less, one with none not at all. */
    private float weight(long round, int index) {
        long all = plan.stage().consumed(round + 1) - plan.stage().consumed(round);
        return (float) ((double) plan.stage().window(round, index).sequences() / all);
    }
}
