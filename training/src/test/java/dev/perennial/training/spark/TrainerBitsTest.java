package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.Span;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.model.AttentionSpan;
import dev.perennial.training.model.Dropout;
import dev.perennial.training.model.Masking;
import dev.perennial.training.round.RoundPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class TrainerBitsTest extends TrainerRuns {
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
    void whatNoSpanFillsIsNotPredicted() {
        byte[] id = new byte[16];
        int[] labels = {9, 1, 2, 3, 4, 9};
        WorkerRound.unlabelPadding(List.of(new Span(id, 0, 2), new Span(id, 0, 3)), labels, 1, 4);
        assertThat(labels).as("five tokens have four labels").containsExactly(9, 1, 2, 3, 4, 9);
        WorkerRound.unlabelPadding(List.of(new Span(id, 0, 2), new Span(id, 0, 1)), labels, 1, 4);
        assertThat(labels).containsExactly(9, 1, 2, -100, -100, 9);
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
}
