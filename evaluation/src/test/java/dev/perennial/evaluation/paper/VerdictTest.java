package dev.perennial.evaluation.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.paper.Verdict.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Contrast CONTRAST = Contrast.loss("a", "P").minus(Contrast.loss("b", "P"));
    private static final Claim ABOVE = Claim.positive("a is worse", "", CONTRAST);
    private static final Claim ALIKE = Claim.within(0.1, "alike", "", CONTRAST);

    @Test
    void theIntervalIsStudentsOverSeeds() {
        // 1, 2, 3: mean 2, standard error 1 / sqrt(3), t of two degrees of freedom 4.302653.
        Interval interval = SeedInterval.of(new double[] {1, 2, 3}).orElseThrow();

        assertThat(interval.low()).isCloseTo(2 - 4.302653 / Math.sqrt(3), within(1e-5));
        assertThat(interval.high()).isCloseTo(2 + 4.302653 / Math.sqrt(3), within(1e-5));
    }

    @Test
    void aClaimHoldsWhereTheWholeIntervalAgrees() {
        assertThat(outcome(ABOVE, 1.0, 1.1, 1.2)).isEqualTo(Outcome.HELD);
        assertThat(outcome(ABOVE, 0.1, 1.1, 2.2)).isEqualTo(Outcome.HELD_IN_EVERY_SEED);
        assertThat(outcome(ABOVE, -0.1, 1.1, 2.2)).isEqualTo(Outcome.UNDECIDED);
        assertThat(outcome(ABOVE, -1.0, -1.1, 0.2)).isEqualTo(Outcome.DID_NOT_HOLD);
        assertThat(outcome(ALIKE, 0.01, -0.01, 0.0)).isEqualTo(Outcome.HELD);
        assertThat(outcome(ALIKE, 0.5, 0.4, 0.3)).isEqualTo(Outcome.DID_NOT_HOLD);
    }

    @Test
    void oneSeedHasNoIntervalAndIsNeverSure() {
        assertThat(outcome(ABOVE, 1.0)).isEqualTo(Outcome.HELD_IN_EVERY_SEED);
    }

    @Test
    void aMissingRunIsSaidToBeMissing() {
        Verdict verdict = Verdict.of(ABOVE, List.of(Map.of(new Cell("a", "P"), 1.0)));

        assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_RUN);
    }

    @Test
    void theCardPrintsWhatDidNotHoldAsSuch() {
        PaperCard card = new PaperCard(
                "TINY",
                "0",
                List.of("strong-replay-0"),
                List.of(Map.of(new Cell("strong-replay-0", "P"), 4.0, new Cell("weak-replay-0", "P"), 5.0)),
                36);

        assertThat(PaperCardMarkdown.of(card))
                .contains(
                        "| a strong shift forgets more than a weak one, without replay | +1.39 against +0.27 | -1.000 |"
                                + " **did not hold** |")
                .contains("| `strong-replay-0` | 4.000 +/- 0.000 |");
    }

    /** The outcome where the contrast is the given one for each seed. */
    private static Outcome outcome(Claim claim, double... contrasts) {
        return Verdict.of(
                        claim,
                        Arrays.stream(contrasts)
                                .mapToObj(each -> Map.of(new Cell("a", "P"), 5 + each, new Cell("b", "P"), 5.0))
                                .toList())
                .outcome();
    }
}
