package dev.perennial.training.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Length;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Tokens;
import dev.perennial.training.schedule.Cosine;
import dev.perennial.training.schedule.Infinite;
import dev.perennial.training.schedule.LearningRateSchedule;
import dev.perennial.training.schedule.Phase;
import dev.perennial.training.schedule.Transition;
import dev.perennial.training.schedule.Wsd;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static final LearningRateSchedule COSINE = new Cosine(1e-3, 1e-4, Length.parse("1 %"));

    private static StandingModel model(String name, StandingModel parent, Map<String, Object> shape, long sequences) {
        Map<String, Fingerprint> inputs = new TreeMap<>(Map.of("stream", Fingerprint.of(name.substring(0, 1))));
        if (parent != null) {
            inputs.put("parent", parent.fingerprint());
        }
        Recipe recipe = new Recipe("checkpoints", 2, name, inputs, shape);
        Manifest manifest = recipe.manifest(Map.of("sequences", sequences, "tokens", sequences * 8), List.of());
        return new StandingModel(new Path("/w/checkpoints/" + name), manifest, Optional.empty(), Optional.empty());
    }

    private static StandingModel model(String name, StandingModel parent) {
        return model(name, parent, Map.of("seed", 1), 100);
    }

    private final StandingModel first = model("P", null);
    private final StandingModel point = model("P-at-320", null, Map.of("seed", 1, "until", 5), 40);
    private final StandingModel second = model("G", first);
    private final StandingModel branch = model("A", point);
    private final StandingModel third = model("S", second);
    private final Registry registry = new Registry(List.of(first, point, second, branch, third));

    @Test
    void chainsGoFromTheOldestAncestorToTheModel() {
        assertThat(registry.chain(third)).containsExactly(first, second, third);
        assertThat(registry.seen(third)).isEqualTo(new Tokens(2_400));
        assertThat(registry.roots()).containsExactlyInAnyOrder(first, point);
        assertThat(registry.children(first)).containsExactly(second);
    }

    @Test
    void aRunContinuesTheStatesThatItCameBy() {
        assertThat(registry.continues(third, first)).isTrue();
        assertThat(registry.continues(third, point)).isTrue();
        assertThat(registry.continues(first, point)).isTrue();
        assertThat(registry.continues(point, first)).isFalse();
        assertThat(registry.continues(branch, first)).isFalse();
        StandingModel ofAnotherSeed = model("P-at-320", null, Map.of("seed", 2, "until", 5), 40);
        assertThat(registry.continues(first, ofAnotherSeed)).isFalse();
    }

    @Test
    void theLatestAreThoseThatNoOtherContinues() {
        assertThat(registry.latest(registry.models())).containsExactlyInAnyOrder(branch, third);
        assertThat(registry.latest(List.of(first, point))).containsExactly(first);
    }

    private static ScheduleEnding ending(LearningRateSchedule schedule, long tokens) {
        String state = Json.line(Map.of("schedule", Json.tree(schedule), "tokens", tokens, "stage_tokens", 1_000));
        return ScheduleEnding.read(state, "state");
    }

    @Test
    void aStateTellsWhetherItsRateIsConstantAndWhichItIs() {
        Length none = Length.parse("0");
        LearningRateSchedule infinite = new Infinite(
                1e-3,
                5e-4,
                1e-4,
                Length.parse("10 %"),
                Length.parse("20 %"),
                Length.parse("10 %"),
                Transition.COSINE,
                Transition.EXPONENTIAL);
        assertThat(ending(infinite, 500).schedule()).isEqualTo(infinite);
        assertThat(ending(infinite, 1_000).phase()).isEqualTo(Phase.ANNEAL);
        assertThat(ending(infinite, 1_000).isConstant()).isFalse();
        assertThat(ending(infinite, 200).isConstant()).isFalse();
        // Just cooled down to it, and just before the anneal.
        assertThat(ending(infinite, 300).isConstant()).isTrue();
        assertThat(ending(infinite, 900).isConstant()).isTrue();
        assertThat(ending(infinite, 901).isConstant()).isFalse();
        assertThat(ending(infinite, 900).rate()).isEqualTo(5e-4);
        assertThat(ending(new Wsd(1e-3, 1e-4, none, none, Transition.LINEAR), 1_000)
                        .isConstant())
                .isTrue();
        assertThat(ending(COSINE, 1_000).isConstant()).isFalse();
    }
}
