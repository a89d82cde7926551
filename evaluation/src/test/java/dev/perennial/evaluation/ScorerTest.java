package dev.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScorerTest {
    @Test
    void anEnsembleAveragesProbabilities() {
        float[] nats = new float[2];

        Scorer.mixed(new float[][] {{(float) -Math.log(0.5), 1_000}, {(float) -Math.log(0.25), 1_001}}, 2, nats);

        assertThat(nats[0]).isCloseTo((float) -Math.log(0.375), within(1e-6f));
        assertThat(nats[1]).isCloseTo((float) (1_000 - Math.log((1 + Math.exp(-1)) / 2)), within(1e-3f));
    }
}
