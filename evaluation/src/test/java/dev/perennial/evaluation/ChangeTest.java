package dev.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ChangeTest {
    private static final Seed SEED = new Seed(11);
    private static final int DOCUMENTS = 120;

    /** Hard and easy documents, far more different from each other than two checkpoints are on one of them. */
    private static DocumentGroups losses(int documents, IntToDoubleFunction change) {
        DocumentGroups groups = new DocumentGroups(documents);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < documents; i++) {
            int tokens = 50 + random.nextInt(500);
            double mean = 4 + random.nextGaussian() + change.applyAsDouble(i);
            groups.add(new DocumentLoss(new byte[16], "none", tokens * mean, tokens, 2L * tokens));
        }
        return groups;
    }

    private static Change change(IntToDoubleFunction difference) {
        return Change.between("P", losses(DOCUMENTS, i -> 0), losses(DOCUMENTS, difference), SEED);
    }

    private static double noise(int document) {
        return 0.05 * new SplittableRandom(document).nextGaussian();
    }

    @Test
    void pairingTellsASmallDifferenceFromZeroThatTwoIntervalsCannot() {
        Change worse = change(i -> 0.03 + noise(i));
        Interval alone = losses(DOCUMENTS, i -> 0).interval(SEED).orElseThrow();
        Interval paired = worse.interval().orElseThrow();
        assertThat(worse.difference()).isCloseTo(0.03, within(0.015)).isBetween(paired.low(), paired.high());
        assertThat(alone.high() - alone.low()).isGreaterThan(10 * (paired.high() - paired.low()));
        assertThat(paired.excludesZero()).isTrue();
        assertThat(worse.inWords()).matches("worse by 0\\.0\\d\\d to 0\\.0\\d\\d nats");
    }

    @Test
    void aBetterModelIsSaidToBeBetter() {
        Change better = change(i -> -0.5 + noise(i));
        assertThat(better.interval().orElseThrow().high()).isNegative();
        assertThat(better.inWords()).startsWith("better by 0.4");
    }

    @Test
    void noiseCannotBeToldFromZero() {
        Change nothing = change(ChangeTest::noise);
        assertThat(nothing.interval().orElseThrow().excludesZero()).isFalse();
        assertThat(nothing.inWords()).isEqualTo("no difference that can be told from zero");
    }

    @Test
    void ofOneDocumentNothingIsSaid() {
        Change one = Change.between("P", losses(1, i -> 0), losses(1, i -> 1), SEED);
        assertThat(one.difference()).isCloseTo(1, within(1e-12));
        assertThat(one.interval()).isEqualTo(Optional.empty());
        assertThat(one.inWords()).isEqualTo("too few documents for an interval");
    }

    @Test
    void lossesOfOtherDocumentsAreNotCompared() {
        assertThatThrownBy(() -> Change.between("P", losses(9, i -> 0), losses(10, i -> 0), SEED))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_ARTEFACT));
    }

    @Test
    void moreDocumentsThanGroupsKeepTheMeanAndTheWidth() {
        int documents = 3 * DocumentGroups.MOST + 17;
        DocumentGroups grouped = losses(documents, i -> 0);
        double[] nats = new double[documents];
        long[] tokens = new long[documents];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < documents; i++) {
            tokens[i] = 50 + random.nextInt(500);
            nats[i] = tokens[i] * (4 + random.nextGaussian());
        }
        double mean = Arrays.stream(nats).sum() / Arrays.stream(tokens).sum();
        assertThat(grouped.mean()).isCloseTo(mean, within(1e-9));
        Interval few = grouped.interval(SEED).orElseThrow();
        Interval all = Bootstrap.interval(nats, tokens, SEED).orElseThrow();
        assertThat((few.high() - few.low()) / (all.high() - all.low())).isCloseTo(1, within(0.15));
    }
}
