package dev.perennial.training.spark;

import dev.perennial.conf.Json;
import dev.perennial.conf.Tokens;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.LedgerLine;
import dev.perennial.training.checkpoint.SkippedBatch;
import dev.perennial.training.checkpoint.StepMetrics;
import dev.perennial.training.checkpoint.TrainingState;
import dev.perennial.training.round.RunningLoss;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** What rank 0 remembers of a run: the ledger, a hash-chained line a round, and the metrics of every step. */
final class RunHistory {
    private final TrainingPlan plan;
    private final List<String> ledger = new ArrayList<>();
    private final List<String> metrics = new ArrayList<>();
    private final long began = System.nanoTime();
    private Checkpoint.Timing before = new Checkpoint.Timing(0, 0);
    private double exchangeSeconds;
    private String lastHash;

    RunHistory(TrainingPlan plan) {
        this.plan = plan;
        this.lastHash = plan.stream().fingerprint().hex();
    }

    /** Takes over what a saved state remembers; a ledger that was changed since is refused. */
    void restore(CheckpointFiles.History history) {
        LedgerLine.checkChain(
                history.ledger(),
                plan.stream().fingerprint().hex(),
                history.state().lastLedgerHash());
        ledger.addAll(history.ledger());
        metrics.addAll(history.metrics());
        lastHash = history.state().lastLedgerHash();
        before = history.timing();
    }

    /** Counts what an exchange took. */
    void exchanged(double seconds) {
        exchangeSeconds += seconds;
    }

    /** The losses of the rounds so far, by which the next one's spikes are told. */
    RunningLoss running() {
        RunningLoss running = new RunningLoss(plan.onSpike());
        ledger.forEach(line -> running.add(LedgerLine.read(line).loss()));
        return running;
    }

    /** Adds a round; returns its steps, averaged over the workers; none of those in which all skipped their batch. */
    List<StepMetrics> add(long round, List<WorkerRound.Outcome> outcomes, double spread, ByteBuffer parameters) {
        List<StepMetrics> taken = steps(round, outcomes, spread);
        taken.forEach(step -> metrics.add(Json.line(step)));
        Map<String, Long> parts = new TreeMap<>();
        List<SkippedBatch> skipped = new ArrayList<>();
        for (WorkerRound.Outcome outcome : outcomes) {
            outcome.parts().forEach((part, count) -> parts.merge(part, count, Long::sum));
            skipped.addAll(outcome.skipped());
        }
        int steps = outcomes.stream()
                .mapToInt(outcome -> outcome.losses().length)
                .max()
                .orElse(0);
        LedgerLine line = new LedgerLine(
                round,
                plan.stage().consumed(round),
                plan.stage().consumed(round + 1),
                Outcomes.sequences(outcomes) * plan.model().context(),
                parts,
                skipped,
                plan.rate(plan.stage().firstStep(round) + steps - 1),
                Outcomes.loss(outcomes),
                spread,
                checksum(parameters),
                lastHash);
        ledger.add(line.text());
        lastHash = LedgerLine.hash(line.text());
        return taken;
    }

    CheckpointFiles.History history(long roundsOver, int firstIteration) {
        long position = plan.stage().consumed(roundsOver);
        Tokens consumed = new Tokens(position * plan.model().context());
        TrainingState state = new TrainingState(
                roundsOver,
                Math.toIntExact(firstIteration + plan.stage().firstStep(roundsOver)),
                position,
                consumed.count(),
                plan.stageTokens().count(),
                Json.tree(plan.schedule()),
                plan.schedule().phase(consumed, plan.stageTokens()),
                plan.stream().fingerprint(),
                plan.from().map(Checkpoint::fingerprint),
                plan.rounds().outer(),
                lastHash);
        Checkpoint.Timing timing = new Checkpoint.Timing(
                before.seconds() + (System.nanoTime() - began) / 1e9, before.exchangeSeconds() + exchangeSeconds);
        return new CheckpointFiles.History(state, List.copyOf(ledger), List.copyOf(metrics), timing);
    }

    private List<StepMetrics> steps(long round, List<WorkerRound.Outcome> outcomes, double spread) {
        List<StepMetrics> steps = new ArrayList<>();
        int longest = outcomes.stream()
                .mapToInt(outcome -> outcome.losses().length)
                .max()
                .orElse(0);
        for (int step = 0; step < longest; step++) {
            double nats = 0;
            long sequences = 0;
            for (WorkerRound.Outcome outcome : outcomes) {
                if (step < outcome.losses().length) {
                    nats += outcome.losses()[step] * outcome.sequences()[step];
                    sequences += outcome.sequences()[step];
                }
            }
            if (sequences == 0) {
                continue;
            }
            long index = plan.stage().firstStep(round) + step;
            long consumed = plan.stage().consumedAfterStep(round, step);
            steps.add(new StepMetrics(
                    index,
                    consumed * plan.model().context(),
                    plan.rate(index),
                    nats / sequences,
                    step + 1 == longest ? spread : null));
        }
        return steps;
    }

    private static String checksum(ByteBuffer parameters) {
        CRC32C checksum = new CRC32C();
        checksum.update(parameters.duplicate().clear());
        return String.format(Locale.ROOT, "%08x", checksum.getValue());
    }
}
