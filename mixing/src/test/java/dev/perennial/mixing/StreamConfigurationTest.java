package dev.perennial.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.mixing.SlotPlan.Part;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamConfigurationTest {
    private static Mixture mixture(Map<String, Share> fresh, String replayed) {
        List<Replay> replay = replayed.isEmpty() ? List.of() : List.of(Replay.inOrder("old", Share.parse(replayed), 0));
        return Mixture.of(fresh, replay);
    }

    private static StreamConfiguration of(Map<String, Share> fresh, String replayed) {
        return StreamConfiguration.of(8, new Sequences(100), new Seed(1), mixture(fresh, replayed), 1);
    }

    private static final Map<String, Share> MIXED = Map.of("G", new Share(2, 3), "S", new Share(1, 3));

    @Test
    void freshSharesAreOfWhatIsNotReplayed() {
        assertThat(mixture(MIXED, "1/4").parts())
                .contains(new Part("replay of old", new Share(1, 4)))
                .contains(new Part("G", new Share(1, 2)), new Part("S", new Share(1, 4)));
    }

    @Test
    void aReplayComesFirstAndTakesItsSlotsByTheRule() {
        SlotPlan slots = of(MIXED, "1/4").slots();
        assertThat(slots.names().get(0)).isEqualTo("replay of old");
        assertThat(slots.slot(0, 0)).isEqualTo(3);
        assertThat(slots.slot(0, 1)).isEqualTo(7);
    }

    @Test
    void aReplayOfNothingOrOfAllIsAMixtureToo() {
        assertThat(mixture(MIXED, "0 %").parts()).extracting(Part::name).containsExactlyInAnyOrder("G", "S");
        assertThat(of(MIXED, "100 %").slots().count(0, 100)).isEqualTo(100);
        assertThat(of(MIXED, "").slots().count(0, 99)).isIn(33L, 66L);
    }

    @Test
    void aCorpusOfNoShareIsNoPart() {
        assertThat(of(Map.of("G", Share.ALL, "S", Share.NONE), "").slots().names())
                .containsExactly("G");
    }

    @Test
    void sharesThatDoNotAddUpAreRefused() {
        assertThatThrownBy(() -> of(Map.of("G", new Share(1, 2)), "1/4").slots())
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("do not add up");
    }

    @Test
    void atLeastOneEpochIsPassed() {
        assertThatThrownBy(() -> StreamConfiguration.of(8, new Sequences(1), new Seed(1), mixture(MIXED, ""), 0))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("epochs");
    }
}
