package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.Sequence;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.LedgerLine;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.checkpoint.SkippedBatch;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.round.SpikeRule.Reaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TrainerTest extends TrainerRuns {
    @Test
    void oneWorkerIsPlainTraining() throws IOException {
        TrainingPlan plan = TinyRuns.plan(stream(), new RoundPlan(1, 2, 5));
        Checkpoint trained = train(plan, "one worker");
        try (Replica replica = Replica.create(
                plan.model(),
                plan.optimizer(),
                new StageRate(plan, 0),
                plan.seed().named("initial values"),
                plan.backend())) {
            for (int step = 0; step < 10; step++) {
                List<Sequence> rows = plan.stream().read(step * 5L, step * 5L + 5, new Configuration());
                int[] ids = new int[5 * 8];
                int[] labels = new int[5 * 8];
                for (int row = 0; row < 5; row++) {
                    int[] tokens = plan.stream().width().unpack(rows.get(row).tokens());
                    System.arraycopy(tokens, 0, ids, row * 8, 8);
                    System.arraycopy(tokens, 1, labels, row * 8, 8);
                }
                replica.step(ids, labels, 5);
            }
            ByteBuffer plain =
                    replica.parameters().slice(0, replica.parameters().length());
            assertThat(parameters(trained)).isEqualTo(plain.duplicate().clear());
        }
    }

    @Test
    void batchesThatWereSkippedStandInTheLedgerAndAreNotTrainedOn() throws IOException {
        TrainingPlan plan = planned(CHANGING);
        Checkpoint trained = train(plan, "skipped");
        List<LedgerLine> ledger = trained.ledger(store("any"));
        List<SkippedBatch> skipped =
                ledger.stream().flatMap(line -> line.skipped().stream()).toList();
        assertThat(skipped).isNotEmpty().allMatch(batch -> batch.to() - batch.from() <= 2);
        long consumed = ledger.stream().mapToLong(LedgerLine::tokens).sum();
        long left =
                skipped.stream().mapToLong(batch -> batch.to() - batch.from()).sum();
        assertThat(consumed).isEqualTo((SEQUENCES - left) * 8);
        assertThat(hashes(train(TinyRuns.plan(plan.stream(), CHANGING), "taken"))
                        .get("model.safetensors"))
                .isNotEqualTo(hashes(trained).get("model.safetensors"));
    }

    /** Where nothing is averaged, DL4J's own master and ours do the same: to the bit, over several rounds of a schedule. */
    @Test
    void oneWorkerOfTheStockMasterEndsWithOurBits() throws IOException {
        TrainingPlan plan = TinyRuns.plan(stream(), new RoundPlan(1, 2, 5));
        Checkpoint ours = train(plan, "parity");
        Checkpoint stock = train(TinyRuns.stock(plan), "parity");
        assertThat(stock.fingerprint()).isNotEqualTo(ours.fingerprint());
        for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
            assertThat(hashes(stock)).as(file).containsEntry(file, hashes(ours).get(file));
        }
        assertThat(stock.ledger(store("any"))).extracting(LedgerLine::to).containsExactly(10L, 20L, 30L, 40L, 50L);
    }

    @Test
    void twoWorkersOfTheStockMasterComeNearOurs() throws IOException {
        TrainingPlan plan = TinyRuns.plan(stream(), new RoundPlan(2, 2, 5));
        ByteBuffer ours = parameters(train(plan, "two stock"));
        ByteBuffer stock = parameters(train(TinyRuns.stock(plan), "two stock"));
        // Rounds of 20: in the last one a worker alone is left, as in ours.
        for (int i = 0; i < ours.capacity(); i += Float.BYTES) {
            assertThat(stock.getFloat(i)).isCloseTo(ours.getFloat(i), org.assertj.core.api.Assertions.within(1e-5f));
        }
    }

    @Test
    void aRunThatDivergesEndsOnAllExecutorsAtOnceUnderItsOwnCode() throws IOException {
        Checkpoint parent = train(TinyRuns.plan("P", stream(), ROUNDS, null, false), "diverged");
        StateVectors broken =
                StateVectors.allocate((int) ParameterLayout.of(parent.model()).total() * Float.BYTES);
        broken.parameters().putFloat(0, Float.NaN);
        for (int i = 0; i < 64 * 16; i++) {
            broken.parameters().putFloat(i * Float.BYTES, Float.NaN);
        }
        Safetensors.write(
                new org.apache.hadoop.fs.Path(parent.folder(), Checkpoint.MODEL_FILE),
                new Configuration(),
                ParameterLayout.of(parent.model()),
                List.of(new Safetensors.Section("", broken.parameters())));
        Checkpoint believed = new Checkpoint(
                parent.name(),
                parent.folder(),
                parent.fingerprint(),
                parent.tokenizer(),
                parent.model(),
                parent.attention(),
                parent.endOfText(),
                Map.of());
        TrainingPlan plan = TinyRuns.plan("G", stream(), ROUNDS, believed, false);
        assertThatThrownBy(() -> train(plan, "diverged"))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
                .hasMessageContaining("step 0 of worker 0 in round 0, positions 0 to 1")
                .hasMessageContaining("Documents of the batch: 00000000000000000000000000000000")
                .hasMessageContaining("Last good state: the parent");
        // Where nothing can be trained on, going on does not help.
        assertThatThrownBy(() -> train(TinyRuns.with(SpikeRule.of(Reaction.SKIP_BATCH), plan), "diverged"))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIVERGED))
                .hasMessageContaining("no batch was trained on");
        assertThat(store("diverged").standing(new Trainer(plan, TOKENIZER).recipe()))
                .isEmpty();
    }
}
