package dev.perennial.training.plan;

import dev.perennial.training.model.ParameterLayout;
import java.util.Optional;

/** How long each part of an experiment takes on a cluster: what is not measured is taken from the benchmarks in the repository. */
record Durations(
        Demand demand, Cluster cluster, Layout layout, Traffic traffic, Speed speed, Optional<Calibration> measured) {
    /** Bytes of text a second and core (tokenize/BENCHMARK.md): half as fast as the whole job there, to as fast as its task alone. */
    private static final Estimate TOKENIZE = new Estimate(10e6, 29e6);

    /** Tokens a second and core (mixing/BENCHMARK.md): 250 million tokens as a whole, and what was added up to a billion. */
    private static final Estimate MIX = new Estimate(13e6, 27.8e6);

    /** Forward alone is a third of a step; without a way back, attention and memory weigh differently. */
    private static final Estimate FORWARD_OF_STEP = new Estimate(2, 3.3);

    /** Bytes a second that a task sends, sums included, where no exchange was measured. */
    private static final Estimate EXCHANGE = new Estimate(0.3e9, 1.5e9);

    /** The share of a network's rate that many sockets at once get. */
    private static final Estimate OF_NETWORK = new Estimate(0.5, 0.9);

    private static final Estimate SAVING = new Estimate(0.1e9, 1e9);
    private static final Estimate START = new Estimate(5, 20);
    private static final double AGAIN = 0.2;
    private static final int BITS = 8;
    private static final double GIGA = 1e9;
    private static final int VECTORS_OF_STATE = 3;

    Times times() {
        int cores = Math.multiplyExact(cluster.allSlots(), cluster.threads());
        double toTokenize = demand.corpora().stream()
                .filter(corpus -> !corpus.counted())
                .mapToLong(CorpusDemand::textBytes)
                .sum();
        Estimate tokenize = measured.filter(minute -> minute.tokenize() > 0)
                .map(minute -> again(minute.tokenize()))
                .orElse(TOKENIZE);
        return new Times(
                tokenize.times(cores).timeFor(toTokenize),
                MIX.times(cores).timeFor(demand.tokens()),
                speed.tokensPerSecond()
                        .times(layout.tasks() * layout.evenness())
                        .timeFor(demand.tokens()),
                ofAverage().times(demand.roundCount()),
                saving(),
                forward().times(cluster.allSlots()).timeFor((double) demand.models() * demand.evaluated()));
    }

    private Estimate forward() {
        boolean onProcessors = cluster.extras().gpu().isEmpty();
        return measured.filter(minute -> onProcessors && minute.isOf(demand.model(), cluster.threads()))
                .map(minute -> again(minute.evaluate()))
                .orElseGet(() -> new Estimate(
                        speed.tokensPerSecond().low() * FORWARD_OF_STEP.low(),
                        speed.tokensPerSecond().high() * FORWARD_OF_STEP.high()));
    }

    /** What was measured, within what it comes out another time. */
    private static Estimate again(double measured) {
        return new Estimate(measured * (1 - AGAIN), measured * (1 + AGAIN));
    }

    /** Whatever is slower: the network of an executor's machine, or the sums. */
    private Estimate ofAverage() {
        if (layout.tasks() == 1) {
            return Estimate.NONE;
        }
        Estimate rate = measured.filter(minute -> minute.exchange() > 0)
                .map(minute -> again(minute.exchange()))
                .orElse(EXCHANGE);
        Estimate sums = rate.timeFor(traffic.ofTask());
        if (cluster.executors() == 1) {
            return sums;
        }
        Estimate network = OF_NETWORK
                .times(cluster.extras().networkGigabits() * GIGA / BITS)
                .timeFor((double) traffic.ofTask() * layout.tasksOfExecutor());
        return new Estimate(Math.max(sums.low(), network.low()), Math.max(sums.high(), network.high()));
    }

    private Estimate saving() {
        long states = demand.stages().stream()
                .mapToLong(stage -> stage.rounds() / demand.checkpointEvery() + 1)
                .sum();
        double bytes = (double) states
                * VECTORS_OF_STATE
                * Float.BYTES
                * ParameterLayout.of(demand.model()).total();
        Estimate start = measured.map(minute -> again(minute.start())).orElse(START);
        return SAVING.timeFor(bytes).plus(start.times(demand.stages().size()));
    }
}
