package dev.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Json;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final Loss LOSS = new Loss("P", "G", 100 * Math.log(2), 50, 25, 3);

    @Test
    void theSameNatsAreGivenByTokenAndByByte() {
        assertThat(LOSS.mean()).isCloseTo(2 * Math.log(2), within(1e-12));
        assertThat(LOSS.perplexity()).isCloseTo(4, within(1e-12));
        assertThat(LOSS.bitsPerByte()).isCloseTo(4, within(1e-12));
    }

    @Test
    void whatIsStoredIsWhatWasMeasured() {
        assertThat(Json.read(Json.line(LOSS), Loss.class, "loss.json")).isEqualTo(LOSS);
    }
}
