package dev.perennial.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.evaluation.Interval;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    private final Map<String, Headline> rows =
            Headline.rows(ExampleReport.demo()).stream().collect(Collectors.toMap(Headline::run, Function.identity()));

    @Test
    void forgettingAndAdaptationAreAgainstTheParent() {
        assertThat(rows.get("g-0").forgetting().orElseThrow()).isCloseTo(6.31, within(1e-9));
        assertThat(rows.get("g-0").adaptation().orElseThrow()).isCloseTo(6.67, within(1e-9));
        assertThat(rows.get("p").forgetting()).isEmpty();
        assertThat(rows.get("union").adaptation()).isEmpty();
    }

    @Test
    void changesAgainstTheParentHaveThePairedInterval() {
        Interval forgotten = rows.get("g-0").forgettingInterval().orElseThrow();
        assertThat(forgotten.low()).isCloseTo(6.31 - 0.02, within(1e-9));
        assertThat(forgotten.high()).isCloseTo(6.31 + 0.03, within(1e-9));
        Interval learned = rows.get("g-0").adaptationInterval().orElseThrow();
        assertThat(learned.low()).isCloseTo(6.67 - 0.03, within(1e-9));
        assertThat(learned.high()).isCloseTo(6.67 + 0.02, within(1e-9));
        assertThat(rows.get("p").forgettingInterval()).isEmpty();
        assertThat(rows.get("union").adaptationInterval()).isEmpty();
    }

    @Test
    void theAverageIsOverTheOldAndTheRunsNewDistribution() {
        assertThat(rows.get("g-5").average().orElseThrow()).isCloseTo(4.51, within(1e-9));
        assertThat(rows.get("s-5").average().orElseThrow()).isCloseTo(4.43, within(1e-9));
        assertThat(rows.get("p").average())
                .as("there are two new distributions")
                .isEmpty();
    }

    @Test
    void theBestAverageIsAmongRunsOnTheSameNewDistribution() {
        assertThat(rows.values())
                .filteredOn(Headline::bestAverage)
                .extracting(Headline::run)
                .containsExactlyInAnyOrder("union", "s-5");
    }
}
