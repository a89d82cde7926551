package dev.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Seed;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private static final double TRUTH = 4;
    private static final int EXPERIMENTS = 400;
    private static final Seed SEED = new Seed(7);

    /** Documents of very different lengths, each with a difficulty of its own; the ratio of the expected sums is the truth. */
    private record Drawn(double[] nats, long[] tokens) {
        static Drawn of(int documents, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] nats = new double[documents];
            long[] tokens = new long[documents];
            for (int i = 0; i < documents; i++) {
                tokens[i] = 20 + (long) (300 * -Math.log(1 - random.nextDouble()));
                nats[i] = tokens[i] * (TRUTH + 0.5 * random.nextGaussian())
                        + Math.sqrt(tokens[i]) * random.nextGaussian();
            }
            return new Drawn(nats, tokens);
        }

        Optional<Interval> interval(Seed seed) {
            return Bootstrap.interval(nats, tokens, seed);
        }
    }

    private static double coverage(int documents) {
        int covered = 0;
        for (int experiment = 0; experiment < EXPERIMENTS; experiment++) {
            Interval interval = Drawn.of(documents, 1_000L + experiment)
                    .interval(SEED.named("experiment " + experiment))
                    .orElseThrow();
            covered += interval.low() <= TRUTH && TRUTH <= interval.high() ? 1 : 0;
        }
        return (double) covered / EXPERIMENTS;
    }

    @Test
    void theTruthLiesInNineteenOfTwentyIntervals() {
        // Four standard errors of a share estimated from that many experiments are 4.4 percentage points.
        assertThat(coverage(130)).isCloseTo(0.95, within(0.044));
    }

    @Test
    void fewDocumentsMakeIntervalsSomewhatTooNarrow() {
        assertThat(coverage(Bootstrap.FEWEST)).isBetween(0.75, 0.95);
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        Drawn drawn = Drawn.of(130, 1);
        assertThat(drawn.interval(SEED)).isPresent().isEqualTo(drawn.interval(SEED));
        assertThat(drawn.interval(SEED.named("another"))).isNotEqualTo(drawn.interval(SEED));
    }

    @Test
    void theIntervalIsAboutFourStandardErrorsWide() {
        int documents = 400;
        double[] nats = new double[documents];
        long[] tokens = new long[documents];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < documents; i++) {
            tokens[i] = 1;
            nats[i] = random.nextGaussian();
        }
        Interval interval = Bootstrap.interval(nats, tokens, SEED).orElseThrow();
        assertThat(interval.high() - interval.low()).isCloseTo(2 * 1.96 / Math.sqrt(documents), within(0.03));
    }

    @Test
    void equalDocumentsLeaveNoDoubt() {
        double[] nats = new double[9];
        long[] tokens = new long[9];
        Arrays.fill(nats, 6);
        Arrays.fill(tokens, 2);
        assertThat(Bootstrap.interval(nats, tokens, SEED)).contains(new Interval(3, 3));
    }

    @Test
    void ofOneDocumentThereIsNoInterval() {
        assertThat(Bootstrap.interval(new double[] {3}, new long[] {1}, SEED)).isEmpty();
        assertThat(Drawn.of(Bootstrap.FEWEST - 1, 1).interval(SEED)).isEmpty();
        assertThat(Bootstrap.interval(new double[0], new long[0], SEED)).isEmpty();
    }
}
