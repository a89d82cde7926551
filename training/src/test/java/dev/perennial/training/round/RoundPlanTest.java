package dev.perennial.training.round;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.Length;
import dev.perennial.conf.PerennialException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundPlanTest {
    @Test
    void nothingBelowOneIsPlanned() {
        assertThatThrownBy(() -> new RoundPlan(0, 1, 1))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("workers");
        assertThatThrownBy(() -> new RoundPlan(1, 0, 1)).hasMessageContaining("steps-per-round");
        assertThatThrownBy(() -> new RoundPlan(1, 1, -1)).hasMessageContaining("batch");
    }

    @Test
    void theLastNumberOfStepsLastsToTheEnd() {
        assertThatThrownBy(() -> new RoundPlan(1, List.of(new Stretch(Length.parse("10k"), 1)), 1, new Average()))
                .hasMessageContaining("end of the stage");
        assertThatThrownBy(() -> new RoundPlan(1, List.of(), 1, new Average()))
                .hasMessageContaining("end of the stage");
    }
}
