package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Length;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Tokens;
import dev.perennial.training.checkpoint.Checkpoint;
import dev.perennial.training.registry.Registry;
import dev.perennial.training.registry.ScheduleEnding;
import dev.perennial.training.registry.StandingModel;
import dev.perennial.training.schedule.Infinite;
import dev.perennial.training.schedule.LearningRateSchedule;
import dev.perennial.training.schedule.Transition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class ParentChoiceTest {
    private static final double CONSTANT = 5e-4;

    private static LearningRateSchedule infinite(String anneal) {
        return new Infinite(
                1e-3,
                CONSTANT,
                1e-4,
                Length.parse("1 %"),
                Length.parse("20 %"),
                Length.parse(anneal),
                Transition.COSINE,
                Transition.EXPONENTIAL);
    }

    private static StandingModel model(String name, StandingModel parent, String anneal, Map<String, Object> shape) {
        Map<String, Fingerprint> inputs = new TreeMap<>();
        if (parent != null) {
            inputs.put("parent", parent.fingerprint());
        }
        Recipe recipe = new Recipe(Checkpoint.KIND, Checkpoint.VERSION, name, inputs, shape);
        Tokens tokens = new Tokens(1_000);
        return new StandingModel(
                new Path("/w/checkpoints/" + name),
                recipe.manifest(Map.of("sequences", 10L), List.of()),
                Optional.of(new ScheduleEnding(infinite(anneal), tokens, tokens)),
                Optional.empty());
    }

    private final StandingModel trunk = model("trunk", null, "0", Map.of("seed", 1));
    private final StandingModel annealed = model("annealed", trunk, "10 %", Map.of("seed", 1));
    private final StandingModel point = model("point", annealed, "0", Map.of("until", 3));

    private static ParentChoice choice(Double constantStart, StandingModel... models) {
        return new ParentChoice(new Registry(List.of(models)), Optional.ofNullable(constantStart), model -> true);
    }

    @Test
    void aScheduleThatGoesOnAtItsConstantRateTakesAModelInThatPhase() {
        ParentChoice choice = choice(CONSTANT, trunk, annealed);
        assertThat(choice.choose(Optional.empty()).parent()).isEqualTo(trunk);
        assertThat(choice.leftBehind(trunk)).containsExactly(annealed);
        assertThat(choice(CONSTANT, trunk, annealed, point)
                        .choose(Optional.empty())
                        .parent())
                .isEqualTo(point);
    }

    @Test
    void aScheduleThatWarmsUpTakesTheLatestEndOfARun() {
        assertThat(choice(null, trunk, annealed, point).choose(Optional.empty()).parent())
                .isEqualTo(annealed);
        assertThat(choice(null, trunk, annealed).choose(Optional.of("trunk")).parent())
                .isEqualTo(trunk);
    }

    @Test
    void whereSeveralOrNoneFitItIsRefusedWithWhatThereIs() {
        StandingModel sibling = model("sibling", trunk, "10 %", Map.of("seed", 2));
        refused(choice(null, trunk, annealed, sibling), Optional.empty(), "annealed, sibling. Name one with --parent");
        refused(
                choice(4e-4, trunk),
                Optional.empty(),
                "none ended in a constant phase of that rate, got trunk infinite");
        refused(choice(null), Optional.empty(), "none stands in the workspace");
        refused(choice(null, trunk), Optional.of("trunkk"), "Did you mean 'trunk'?");
        refused(
                choice(CONSTANT, trunk, annealed),
                Optional.of("annealed"),
                "ended in its phase anneal at rate 1.0E-4: can be continued with re-warming. It came by trunk, which can be");
    }

    private static void refused(ParentChoice choice, Optional<String> named, String reason) {
        assertThatThrownBy(() -> choice.choose(named)).hasMessageContaining(reason);
    }
}
