package dev.perennial.training.spark;

import dev.perennial.conf.Length;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.Safetensors;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.Nesterov;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.SpikeRule;
import dev.perennial.training.round.SpikeRule.Reaction;
import dev.perennial.training.round.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a tiny model on this machine, for tests to compare. */
abstract class TrainerRuns {
    /** Rounds of 3*2*2 = 12 sequences, of which 50 make five; the last is a single step of a single worker. */
    static final RoundPlan ROUNDS = new RoundPlan(3, 2, 2);

    static final int SEQUENCES = 50;

    static final byte[] TOKENIZER = "{}".getBytes(StandardCharsets.UTF_8);

    static SparkSession spark;

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

    static SparkSession session(String master) {
        return SparkSession.builder()
                .master(master)
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }

    TokenStream stream() throws IOException {
        return TinyRuns.stream(folder.resolve("stream"), SEQUENCES);
    }

    /** The one with an outer step skips batches as well: any whose loss is hardly above the last round's. */
    TrainingPlan planned(RoundPlan rounds) throws IOException {
        TrainingPlan plan = TinyRuns.plan(stream(), rounds);
        return rounds == CHANGING ? TinyRuns.with(new SpikeRule(Reaction.SKIP_BATCH, 0.02, 1), plan) : plan;
    }

    Checkpoint train(TrainingPlan plan, String into) throws IOException {
        return new Trainer(plan, TOKENIZER).train(spark, store(into), Progress.silent());
    }

    Store store(String name) {
        return new Store(folder.resolve(name).toUri().toString(), new Configuration());
    }

    Manifest manifest(Checkpoint checkpoint) {
        return store("any")
                .manifest(new org.apache.hadoop.fs.Path(checkpoint.folder()))
                .orElseThrow();
    }

    /** SHA-256 by file name. */
    Map<String, String> hashes(Checkpoint checkpoint) {
        Map<String, String> hashes = new TreeMap<>();
        manifest(checkpoint).files().forEach(file -> hashes.put(file.path(), file.sha256()));
        return hashes;
    }

    /** One average a step in the first half, then one in three; with an outer step. */
    static final RoundPlan CHANGING = new RoundPlan(
            3,
            List.of(new Stretch(Length.parse("50 %"), 1), new Stretch(Length.parse("100 %"), 3)),
            2,
            new Nesterov(0.7, 0.9));

    static ByteBuffer parameters(Checkpoint checkpoint) {
        ParameterLayout layout = ParameterLayout.of(checkpoint.model());
        StateVectors vectors = StateVectors.allocate((int) layout.total() * Float.BYTES);
        Safetensors.read(
                new org.apache.hadoop.fs.Path(checkpoint.folder(), Checkpoint.MODEL_FILE),
                new Configuration(),
                layout,
                List.of(new Safetensors.Section("", vectors.parameters())));
        return vectors.parameters();
    }
}
