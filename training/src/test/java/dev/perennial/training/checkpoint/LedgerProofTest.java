package dev.perennial.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Share;
import dev.perennial.mixing.SlotPlan;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.proof.Difference;
import dev.perennial.tokenize.shard.TokenWidth;
import dev.perennial.training.round.RoundPlan;
import dev.perennial.training.round.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LedgerProofTest {
    private final SlotPlan slots = SlotPlan.replaying(
            List.of(new SlotPlan.Part("replay of old", new Share(1, 4))),
            List.of(new SlotPlan.Part("new", new Share(3, 4))));
    private final TokenStream stream =
            new TokenStream("s", "folder", Fingerprint.of("stream"), 20, 8, 100, TokenWidth.UINT16);
    private final LedgerProof proof = new LedgerProof(stream, slots, new Rounds(new RoundPlan(2, 2, 2), 20, 8));

    @Test
    void aLedgerAsPlannedIsProved() {
        assertThat(check(ledger(8, 16, 20))).isEmpty();
    }

    @Test
    void aLedgerThatStopsEarlyIsFound() {
        assertThat(check(ledger(8, 16))).get().satisfies(found -> assertThat(found.position())
                .isEqualTo(16));
    }

    @Test
    void aRoundThatWasLeftOutIsFound() {
        List<String> lines = ledger(8, 16, 20);
        lines.remove(1);
        assertThat(check(lines)).get().satisfies(found -> assertThat(found.message())
                .contains("chain breaks"));
    }

    @Test
    void aRoundOfAnotherLengthIsFound() {
        assertThat(check(ledger(4, 12, 20))).get().satisfies(found -> assertThat(found.message())
                .contains("planned was round 0 to 8"));
    }

    @Test
    void aLineThatWasChangedIsFound() {
        List<String> lines = ledger(8, 16, 20);
        lines.set(0, lines.get(0).replace("\"loss\":1.0", "\"loss\":0.5"));
        assertThat(check(lines)).get().satisfies(found -> assertThat(found.message())
                .contains("chain breaks"));
    }

    @Test
    void aShareThatIsNotThePlannedOneIsFound() {
        String previous = stream.fingerprint().hex();
        List<String> lines = List.of(line(0, 0, 8, Map.of("replay of old", 1L, "new", 7L), previous));
        assertThat(check(lines)).get().satisfies(found -> assertThat(found.message())
                .contains("planned was"));
    }

    @Test
    void aSkippedBatchIsProvedWhereItIsOneOfTheRound() {
        assertThat(check(skipping(new SkippedBatch(1, 1, 6, 8, 9, Map.of("replay of old", 1L, "new", 1L)))))
                .isEmpty();
        assertThat(check(skipping(new SkippedBatch(1, 0, 6, 8, 9, Map.of("replay of old", 1L, "new", 1L)))))
                .get()
                .satisfies(found -> assertThat(found.message()).contains("no batch of it"));
        assertThat(check(skipping(new SkippedBatch(1, 1, 6, 8, 9, Map.of("new", 2L)))))
                .get()
                .satisfies(found -> assertThat(found.message()).contains("no batch of it"));
    }

    /** A ledger whose first round skipped a batch of two, and trained on the other six of eight. */
    private List<String> skipping(SkippedBatch batch) {
        List<String> lines = new ArrayList<>();
        String previous = stream.fingerprint().hex();
        Map<String, Long> parts = Map.of("replay of old", 1L, "new", 5L);
        lines.add(new LedgerLine(0, 0, 8, 48, parts, List.of(batch), 1e-3, 1.0, 0, "0", previous).text());
        for (long from = 8; from < 20; from += 8) {
            previous = LedgerLine.hash(lines.get(lines.size() - 1));
            long to = Math.min(20, from + 8);
            Map<String, Long> planned = Map.of(
                    "replay of old", slots.count(0, to) - slots.count(0, from),
                    "new", slots.count(1, to) - slots.count(1, from));
            lines.add(line(lines.size(), from, to, planned, previous));
        }
        return lines;
    }

    @Test
    void aLastLineThatWasChangedIsFound() {
        List<String> lines = ledger(8, 16, 20);
        String last = LedgerLine.hash(lines.get(2));
        lines.set(2, lines.get(2).replace("\"loss\":1.0", "\"loss\":0.5"));
        assertThat(proof.check(lines, last)).get().satisfies(found -> {
            assertThat(found.position()).isEqualTo(16);
            assertThat(found.message()).contains("last line");
        });
    }

    @Test
    void aLineThatCannotBeReadIsFound() {
        List<String> lines = ledger(8, 16, 20);
        lines.set(1, lines.get(1).substring(5));
        assertThat(check(lines)).get().satisfies(found -> assertThat(found.position())
                .isEqualTo(8));
    }

    private Optional<Difference> check(List<String> lines) {
        return proof.check(lines, LedgerLine.hash(lines.get(lines.size() - 1)));
    }

    private List<String> ledger(long... ends) {
        List<String> lines = new ArrayList<>();
        String previous = stream.fingerprint().hex();
        long from = 0;
        for (long to : ends) {
            Map<String, Long> parts = Map.of(
                    "replay of old", slots.count(0, to) - slots.count(0, from),
                    "new", slots.count(1, to) - slots.count(1, from));
            lines.add(line(lines.size(), from, to, parts, previous));
            previous = LedgerLine.hash(lines.get(lines.size() - 1));
            from = to;
        }
        return lines;
    }

    private static String line(long round, long from, long to, Map<String, Long> parts, String previous) {
        return new LedgerLine(round, from, to, (to - from) * 8, parts, List.of(), 1e-3, 1.0, 0.0, "0", previous).text();
    }
}
