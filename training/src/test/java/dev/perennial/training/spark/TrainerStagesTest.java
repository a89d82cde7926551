package dev.perennial.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.mixing.TokenStream;
import dev.perennial.training.RunPart;
import dev.perennial.training.TrainingPlan;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.checkpoint.LedgerLine;
import dev.perennial.training.checkpoint.SavedRounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class TrainerStagesTest extends TrainerRuns {
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
}
