package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final List<String> KNOWN = List.of("tokens", "schedule", "steps-per-round", "batch");

    @Test
    void keysAreKebabCaseOfComponentsClassesAndConstants() {
        assertThat(List.of("stepsPerRound", "StepsPerRound", "STEPS_PER_ROUND"))
                .extracting(Names::kebab)
                .containsOnly("steps-per-round");
        assertThat(Names.kebab("beta1")).isEqualTo("beta1");
        assertThat(Names.kebab("ND4J")).isEqualTo("nd4j");
    }

    @Test
    void aSlipOfTheKeysIsUnderstood() {
        assertThat(Names.suggestion("tokns", KNOWN)).isEqualTo(" Did you mean 'tokens'?");
        assertThat(Names.suggestion("Schedule", KNOWN)).isEqualTo(" Did you mean 'schedule'?");
        assertThat(Names.nearest("stepsPerRound", KNOWN)).contains("steps-per-round");
        assertThat(Names.nearest("H", List.of("G", "P"))).isEmpty();
        assertThat(Names.nearest("g", List.of("G", "P"))).contains("G");
    }

    @Test
    void whereNothingIsNearEverythingIsListed() {
        assertThat(Names.suggestion("workspace", KNOWN)).isEqualTo(" Known: batch, schedule, steps-per-round, tokens.");
    }
}
