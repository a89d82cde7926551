package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Store;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.model.ParameterLayout;
import dev.perennial.training.round.RoundPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
    @TempDir
    Path folder;

    private TrainingPlan plan;
    private CheckpointFiles files;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        plan = TinyRuns.plan(TinyRuns.stream(folder.resolve("stream"), 19), new RoundPlan(2, 2, 2));
        store = new Store(folder.toUri().toString(), new Configuration());
        files = new CheckpointFiles(store, folder.resolve("checkpoint").toUri().toString(), plan);
    }

    private static StateVectors vectors(float first) {
        long parameters = ParameterLayout.of(TinyRuns.MODEL).total();
        StateVectors vectors = StateVectors.allocate((int) parameters * Float.BYTES);
        for (int i = 0; i < 3; i++) {
            vectors.all().get(i).putFloat(0, first + i);
        }
        return vectors;
    }

    private CheckpointFiles.History history(long rounds) {
        RunHistory history = new RunHistory(plan);
        for (long round = 0; round < rounds; round++) {
            history.add(
                    round,
                    java.util.List.of(new WorkerRound.Outcome(
                            new double[] {1}, new int[] {2}, java.util.Map.of("new", 2L), java.util.List.of(), 1)),
                    0.25,
                    ByteBuffer.allocate(4));
        }
        return history.history(rounds, 0);
    }

    private Path round(long round) {
        return folder.resolve("checkpoint/rounds/round-%08d".formatted(round));
    }

    @Test
    void aSavedStateComesBackWhole() throws IOException {
        files.save(vectors(5), Optional.empty(), history(2));
        StateVectors loaded = vectors(0);
        CheckpointFiles.History history = files.load(2, loaded, Optional.empty());
        assertThat(loaded).isEqualTo(vectors(5));
        assertThat(history.state()).isEqualTo(history(2).state());
        assertThat(history.ledger()).isEqualTo(history(2).ledger()).hasSize(2);
        assertThat(history.metrics()).isEqualTo(history(2).metrics()).hasSize(2);
        assertThat(history.timing().seconds()).isPositive();
    }

    @Test
    void onlyTheLatestRoundAndTheEndsOfPhasesAreKept() throws IOException {
        assertThat(files.latest()).isEmpty();
        files.save(vectors(1), Optional.empty(), history(1));
        files.save(vectors(2), Optional.empty(), history(2));
        files.save(vectors(3), Optional.empty(), history(3));
        assertThat(files.latest()).contains(3L);
        assertThat(round(2)).doesNotExist();
        // The warm-up of 10 % of 19 sequences is over within the first round.
        assertThat(round(1).resolve("_PHASE")).hasContent("warm-up");
    }

    @Test
    void aStateOfAnotherRunIsRefusedWithWhatDiffers() throws IOException {
        files.save(vectors(1), Optional.empty(), history(1));
        // As an older round, whose hashes are not known.
        store.writeText(
                new org.apache.hadoop.fs.Path(round(1).resolve("_COMPLETE").toUri()), "");
        Path state = round(1).resolve("training-state.json");
        String written = Files.readString(state);
        for (String[] change : new String[][] {
            {"\"peak\" : 0.01", "\"peak\" : 0.02", "the schedule differs"},
            {plan.stream().fingerprint().hex(), "0".repeat(64), "the stream differs"},
            {"\"stage_tokens\" : 152", "\"stage_tokens\" : 153", "the stage's tokens differs"},
            {
                "\"by\" : \"average\"",
                "\"by\" : \"nesterov\", \"rate\" : 0.7, \"momentum\" : 0.9",
                "the outer step differs"
            }
        }) {
            assertThat(written).contains(change[0]);
            // Written through the store, so that Hadoop's checksum fits.
            store.writeText(new org.apache.hadoop.fs.Path(state.toUri()), written.replace(change[0], change[1]));
            assertThatThrownBy(() -> files.load(1, vectors(0), Optional.empty()))
                    .hasMessageContaining(change[2]);
        }
        store.writeText(new org.apache.hadoop.fs.Path(state.toUri()), written);
        Path config = round(1).resolve("config.json");
        store.writeText(
                new org.apache.hadoop.fs.Path(config.toUri()),
                Files.readString(config).replace("\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 3"));
        assertThatThrownBy(() -> files.load(1, vectors(0), Optional.empty())).hasMessageContaining("the model differs");
    }

    @Test
    void anOuterStepsVelocityComesBackWithTheMoments() throws IOException {
        Optional<ByteBuffer> velocity = Optional.of(vectors(7).parameters());
        files.save(vectors(5), velocity, history(2));
        ByteBuffer loaded = vectors(0).parameters();
        files.load(2, vectors(0), Optional.of(loaded));
        assertThat(loaded).isEqualTo(velocity.get());
    }

    @Test
    void aRoundThatWasNotFinishedWritingIsPassedOver() throws IOException {
        files.save(vectors(1), Optional.empty(), history(1));
        Files.createDirectories(round(2));
        Files.copy(round(1).resolve("model.safetensors"), round(2).resolve("model.safetensors"));
        assertThat(files.latest()).contains(1L);
        files.save(vectors(2), Optional.empty(), history(2));
        assertThat(files.latest()).contains(2L);
    }

    @Test
    void aTornFileOfASavedRoundIsRefused() throws IOException {
        files.save(vectors(1), Optional.empty(), history(1));
        Path model = round(1).resolve("model.safetensors");
        Files.write(model, java.util.Arrays.copyOf(Files.readAllBytes(model), 1000));
        assertThatThrownBy(() -> files.load(1, vectors(0), Optional.empty()))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT));
    }

    @Test
    void aFlippedBitOfASavedRoundIsRefusedWithTheFilesName() throws IOException {
        files.save(vectors(1), Optional.empty(), history(1));
        for (String name : java.util.List.of(
                "model.safetensors",
                "optimizer.safetensors",
                "training-state.json",
                "config.json",
                "ledger.jsonl",
                "metrics.jsonl")) {
            Path file = round(1).resolve(name);
            Files.deleteIfExists(file.resolveSibling("." + name + ".crc"));
            byte[] written = Files.readAllBytes(file);
            byte[] flipped = written.clone();
            flipped[written.length - 2] ^= 1;
            Files.write(file, flipped);
            assertThatThrownBy(() -> files.load(1, vectors(0), Optional.empty()))
                    .isInstanceOfSatisfying(
                            PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT))
                    .hasMessageContaining(name);
            Files.write(file, written);
        }
        files.load(1, vectors(0), Optional.empty());
    }

    @Test
    void roundsGoWhenTheModelStands() throws IOException {
        files.save(vectors(1), Optional.empty(), history(1));
        files.finish(vectors(2), Optional.empty(), history(2));
        files.removeRounds();
        assertThat(files.latest()).isEmpty();
        assertThat(folder.resolve("checkpoint/model.safetensors")).exists();
    }
}
