package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Length;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import dev.perennial.mixing.Sequence;
import dev.perennial.mixing.Span;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.LedgerLine;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.checkpoint.SavedRounds;
import dev.perennial.training.checkpoint.SkippedBatch;
import dev.perennial.training.dl4j.Replica;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.model.Dropout;
import dev.perennial.training.model.Masking;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.Nesterov;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.round.SpikeRule.Reaction;
import dev.perennial.training.round.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class TrainerTest {
    /** Rounds of 3*2*2 = 12 sequences, of which 50 make five; the last is a single step of a single worker. */
    private static final RoundPlan ROUNDS = new RoundPlan(3, 2, 2);

    private static final int SEQUENCES = 50;
    private static final byte[] TOKENIZER = "{}".getBytes(StandardCharsets.UTF_8);

    private static SparkSession spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = session("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static SparkSession session(String master) {
        return SparkSession.builder()
                .master(master)
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    private TokenStream stream() throws IOException {
        return TinyRuns.stream(folder.resolve("stream"), SEQUENCES);
    }

    /** The one with an outer step skips batches as well: any whose loss is hardly above the last round's. */
    private TrainingPlan planned(RoundPlan rounds) throws IOException {
        TrainingPlan plan = TinyRuns.plan(stream(), rounds);
        return rounds == CHANGING ? TinyRuns.with(new SpikeRule(Reaction.SKIP_BATCH, 0.02, 1), plan) : plan;
    }

    private Checkpoint train(TrainingPlan plan, String into) throws IOException {
        return new Trainer(plan, TOKENIZER).train(spark, store(into), Progress.silent());
    }

    private Store store(String name) {
        return new Store(folder.resolve(name).toUri().toString(), new Configuration());
    }

    private Manifest manifest(Checkpoint checkpoint) {
        return store("any")
                .manifest(new org.apache.hadoop.fs.Path(checkpoint.folder()))
                .orElseThrow();
    }

    /** SHA-256 by file name. */
    private Map<String, String> hashes(Checkpoint checkpoint) {
        Map<String, String> hashes = new TreeMap<>();
        manifest(checkpoint).files().forEach(file -> hashes.put(file.path(), file.sha256()));
        return hashes;
    }

    /** One average a step in the first half, then one in three; with an outer step. */
    private static final RoundPlan CHANGING = new RoundPlan(
            3,
            List.of(new Stretch(Length.parse("50 %"), 1), new Stretch(Length.parse("100 %"), 3)),
            2,
            new Nesterov(0.7, 0.9));

    static List<RoundPlan> plans() {
        return List.of(ROUNDS, CHANGING);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void oneExecutorAndTwoExecutorsGiveTheSameBits(RoundPlan rounds) throws IOException {
        TrainingPlan plan = planned(rounds);
        Map<String, String> two = hashes(train(plan, "two"));
        spark.stop();
        spark = session("local[1]");
        Map<String, String> one = hashes(train(plan, "one"));
        spark.stop();
        spark = session("local[2]");
        assertThat(one)
                .containsKeys("model.safetensors", "optimizer.safetensors", "ledger.jsonl")
                .isEqualTo(two);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aRunThatIsInterruptedResumesToTheSameBits(RoundPlan rounds) throws IOException {
        TrainingPlan plan = planned(rounds);
        Map<String, String> undisturbed = hashes(train(plan, "undisturbed"));

        Path secondFile = folder.resolve("stream/stream-00001.parquet");
        Files.move(secondFile, folder.resolve("away"));
        assertThatThrownBy(() -> train(plan, "disturbed"))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT));
        Path checkpoint = Path.of(
                store("disturbed").folder(new Trainer(plan, TOKENIZER).recipe()).toUri());
        assertThat(checkpoint.resolve("manifest.json")).doesNotExist();
        assertThat(checkpoint.resolve("rounds")).isDirectoryContaining("glob:**/round-0000000?");

        Files.move(folder.resolve("away"), secondFile);
        assertThat(hashes(train(plan, "disturbed"))).isEqualTo(undisturbed);
        assertThat(checkpoint.resolve("rounds")).doesNotExist();
    }

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
    void aStateHalfWayIsTheSameWhetherTheRunWentOnOrNot() throws IOException {
        TrainingPlan plan = TinyRuns.plan(stream(), ROUNDS);
        Map<String, String> whole = hashes(train(plan, "whole"));
        Checkpoint two = train(plan.partly("tiny-2", new RunPart(2L, null)), "parts");
        Checkpoint four = train(plan.partly("tiny-4", new RunPart(4L, two)), "parts");
        Checkpoint fourAtOnce = train(plan.partly("tiny-4", new RunPart(4L, null)), "at once");

        assertThat(hashes(four)).isEqualTo(hashes(fourAtOnce)).isNotEqualTo(hashes(two));
        assertThat(four.fingerprint()).isEqualTo(fourAtOnce.fingerprint()).isNotEqualTo(two.fingerprint());
        assertThat(four.ledger(store("parts"))).hasSize(4);
        assertThat(hashes(train(plan.partly("tiny", new RunPart(null, four)), "parts")))
                .isEqualTo(whole);
    }

    @Test
    void aParentWhoseBytesChangedIsRefused() throws IOException {
        Checkpoint parent = train(TinyRuns.plan("P", stream(), ROUNDS, null, false), "changed");
        TrainingPlan plan = TinyRuns.plan("G", stream(), ROUNDS, parent, false);
        for (String name : List.of(Checkpoint.MODEL_FILE, Checkpoint.STATE_FILE)) {
            Path file = Path.of(java.net.URI.create(parent.folder())).resolve(name);
            byte[] whole = Files.readAllBytes(file);
            byte[] changed = whole.clone();
            changed[changed.length - 3] ^= 1;
            Files.deleteIfExists(file.resolveSibling("." + name + ".crc"));
            Files.write(file, changed);
            assertThatThrownBy(() -> train(plan, "changed"))
                    .isInstanceOfSatisfying(
                            PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT))
                    .hasMessageMatching("(?s).*(its manifest says|not those that were written).*");
            Files.write(file, whole);
        }
    }

    @Test
    void dropoutAndDocumentsGiveTheSameBitsOnOneAndTwoExecutorsAndOtherBitsThanWithout() throws IOException {
        Masking documents = new Masking(AttentionSpan.DOCUMENT, Dropout.NONE);
        Masking both = new Masking(AttentionSpan.DOCUMENT, new Dropout(0.1, 0.1));
        TrainingPlan plan = TinyRuns.plan("tiny", stream(), ROUNDS, null, false, both);
        Map<String, String> two = hashes(train(plan, "two"));
        Map<String, String> others =
                hashes(train(TinyRuns.plan("tiny", stream(), ROUNDS, null, false, documents), "two"));
        Map<String, String> plain = hashes(train(TinyRuns.plan(stream(), ROUNDS), "two"));
        spark.stop();
        spark = session("local[1]");
        Map<String, String> one = hashes(train(plan, "one"));
        spark.stop();
        spark = session("local[2]");
        assertThat(one).isEqualTo(two);
        assertThat(java.util.stream.Stream.of(two, others, plain).map(hashes -> hashes.get("model.safetensors")))
                .doesNotHaveDuplicates();
    }

    @Test
    void aTokensDocumentBeginsWhereItsSpanDoes() {
        int[] starts = new int[6];
        byte[] id = new byte[16];
        WorkerRound.writeStarts(List.of(new Span(id, 7, 2), new Span(id, 0, 1), new Span(id, 0, 9)), starts, 1, 5);
        assertThat(starts).containsExactly(0, 0, 0, 2, 3, 3);
        WorkerRound.writeStarts(List.of(new Span(id, 0, 1), new Span(id, 0, 2)), starts, 1, 5);
        assertThat(starts).as("padding after the last span").containsExactly(0, 0, 1, 1, 3, 3);
    }

    private static ByteBuffer parameters(Checkpoint checkpoint) {
        ParameterLayout layout = ParameterLayout.of(checkpoint.model());
        StateVectors vectors = StateVectors.allocate((int) layout.total() * Float.BYTES);
        Safetensors.read(
                new org.apache.hadoop.fs.Path(checkpoint.folder(), Checkpoint.MODEL_FILE),
                new Configuration(),
                layout,
                List.of(new Safetensors.Section("", vectors.parameters())));
        return vectors.parameters();
    }

    @Test
    void theLedgerAccountsForEverySequenceAndTheRateEndsAtTheFloor() throws IOException {
        Checkpoint trained = train(TinyRuns.plan(stream(), ROUNDS), "ledger");
        List<LedgerLine> ledger = trained.ledger(store("any"));
        assertThat(ledger).hasSize(5);
        assertThat(ledger).extracting(LedgerLine::to).containsExactly(12L, 24L, 36L, 48L, 50L);
        assertThat(ledger.stream()
                        .mapToLong(line -> line.parts().getOrDefault("replay of old", 0L))
                        .sum())
                .isEqualTo(10);
        assertThat(ledger.get(4).rate()).isEqualTo(1e-3);
        assertThat(trained.metrics(store("any"))).hasSize(9).allMatch(step -> Double.isFinite(step.loss()));
        assertThat(manifest(trained).files())
                .extracting(Manifest.FileEntry::path)
                .contains("tokenizer.json");
        assertThat(trained.seconds(store("any"))).isPositive();
    }

    @Test
    void aStageGoesOnFromItsParentsWeightsAndCountsOnWhereItKeepsTheMoments() throws IOException {
        TokenStream stream = stream();
        Checkpoint parent = train(TinyRuns.plan("P", stream, ROUNDS, null, false), "stages");
        Checkpoint reset = train(TinyRuns.plan("G", stream, ROUNDS, parent, false), "stages");
        Checkpoint kept = train(TinyRuns.plan("G", stream, ROUNDS, parent, true), "stages");
        assertThat(reset.fingerprint()).isNotEqualTo(kept.fingerprint());
        assertThat(hashes(reset).get("model.safetensors"))
                .isNotEqualTo(hashes(kept).get("model.safetensors"))
                .isNotEqualTo(hashes(parent).get("model.safetensors"));
        assertThat(Files.readString(Path.of(java.net.URI.create(kept.folder())).resolve("training-state.json")))
                .contains("\"iteration\" : 20");
        assertThat(Files.readString(Path.of(java.net.URI.create(reset.folder())).resolve("training-state.json")))
                .contains("\"iteration\" : 10");
        assertThat(reset.metrics(store("any")).get(0).loss())
                .isLessThan(parent.metrics(store("any")).get(0).loss());
    }

    @Test
    void anOuterStepGoesOnWithItsVelocityWhereTheOptimizersStateIsKept() throws IOException {
        TokenStream stream = stream();
        Checkpoint average = train(TinyRuns.plan("P", stream, ROUNDS, null, false), "outer");
        Checkpoint nesterov = train(TinyRuns.plan("P", stream, CHANGING, null, false), "outer");
        Checkpoint reset = train(TinyRuns.plan("G", stream, CHANGING, nesterov, false), "outer");
        Checkpoint kept = train(TinyRuns.plan("G", stream, CHANGING, nesterov, true), "outer");
        Checkpoint begun = train(TinyRuns.plan("G", stream, CHANGING, average, true), "outer");
        assertThat(hashes(kept).get("model.safetensors"))
                .isNotEqualTo(hashes(reset).get("model.safetensors"))
                .isNotEqualTo(hashes(begun).get("model.safetensors"));
        List<Double> spreads =
                kept.ledger(store("any")).stream().map(LedgerLine::spread).toList();
        // In the last round one worker alone has positions left.
        assertThat(spreads.subList(0, 6)).allMatch(spread -> spread > 1e-3);
        assertThat(spreads.get(6)).isZero();
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
    void theStateAtTheEndOfAPhaseStaysWhereItIsAskedFor() throws IOException {
        // The warm-up of 10 % ends within the first round of 12 of 50 sequences.
        Checkpoint trained = train(TinyRuns.keepingPhases(TinyRuns.plan(stream(), ROUNDS)), "phases");
        assertThat(Path.of(java.net.URI.create(trained.folder())).resolve("rounds"))
                .isDirectoryContaining("glob:**/round-00000001")
                .isDirectoryNotContaining("glob:**/round-0000000[2-9]");
    }

    @Test
    void oneInSoManyStatesStaysAndIsTheCheckpointThatABranchThereWouldBe() throws IOException {
        TrainingPlan plan = TinyRuns.keepingEvery(2, TinyRuns.plan(stream(), ROUNDS));
        Checkpoint whole = train(plan, "kept");
        SavedRounds saved = new SavedRounds(store("kept"), new org.apache.hadoop.fs.Path(whole.folder()));
        assertThat(saved.whole()).containsExactly(2L, 4L);
        Checkpoint state = new Trainer(plan, TOKENIZER).state(saved, 4);
        Checkpoint branch = train(plan.partly("tiny-at-384", new RunPart(4L, null)), "branch");
        assertThat(state.name()).isEqualTo(branch.name());
        assertThat(state.fingerprint()).isEqualTo(branch.fingerprint());
        assertThat(parameters(state)).isEqualTo(parameters(branch));
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
