package dev.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Json;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossTest {
    private static final Map<String, LossSums> DOMAINS =
            Map.of("a", new LossSums(80, 40, 20, 2), "b", new LossSums(10, 10, 5, 1));
    private static final Loss LOSS =
            new Loss("P", "G", 100 * Math.log(2), 50, 25, 3, Optional.of(new Interval(1.25, 1.5)), DOMAINS);

    @Test
    void theSameNatsAreGivenByTokenAndByByte() {
        assertThat(LOSS.mean()).isCloseTo(2 * Math.log(2), within(1e-12));
        assertThat(LOSS.perplexity()).isCloseTo(4, within(1e-12));
        assertThat(LOSS.bitsPerByte()).isCloseTo(4, within(1e-12));
    }

    @Test
    void theMacroMeanCountsEveryDomainOnce() {
        assertThat(LOSS.macroMean()).isCloseTo((2.0 + 1.0) / 2, within(1e-12));
    }

    @Test
    void whatIsStoredIsWhatWasMeasured() {
        assertThat(Json.read(Json.line(LOSS), Loss.class, "loss.json")).isEqualTo(LOSS);
    }
}
