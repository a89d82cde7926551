package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.Manifest;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.mixing.Mixture;
import dev.perennial.mixing.Replay;
import dev.perennial.mixing.StandingStream;
import dev.perennial.mixing.StreamConfiguration;
import dev.perennial.training.registry.StandingModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class ReplayOfAllTest {
    private static final Share QUARTER = new Share(1, 4);

    private static StandingModel model(String stage, long sequences, Replay... replays) {
        StreamConfiguration configuration = StreamConfiguration.of(
                8, new Sequences(sequences), new Seed(1), Mixture.of(Map.of("corpus", Share.ALL), List.of(replays)), 1);
        Manifest stream = new Recipe("streams", 1, stage, Map.of(), configuration).manifest(Map.of(), List.of());
        Manifest manifest = new Recipe("checkpoints", 2, stage, Map.of(), Map.of())
                .manifest(Map.of("sequences", sequences), List.of());
        return new StandingModel(
                new Path("/w/checkpoints/" + stage),
                manifest,
                Optional.empty(),
                Optional.of(new StandingStream(new Path("/w/streams/" + stage), stream, configuration)));
    }

    private static List<Replay> replays(Share share, long sequences, StandingModel... chain) {
        return new ReplayOfAll(
                        List.of(chain),
                        new NextTemplate.Replayed(share, Replay.Order.ORIGINAL),
                        new Sequences(sequences))
                .replays();
    }

    @Test
    void everyStageIsReplayedByWhatTheModelSawOfItAndAllSharesAddUp() {
        List<Replay> replays = replays(QUARTER, 100, model("A", 300), model("B", 200), model("C", 7));
        assertThat(replays)
                .extracting(Replay::share)
                .containsExactly(new Share(300, 4 * 507), new Share(200, 4 * 507), new Share(7, 4 * 507));
        assertThat(replays.stream().map(Replay::share).reduce(Share.NONE, Share::plus))
                .isEqualTo(QUARTER);
    }

    @Test
    void aReplayGoesOnWhereTheLastOneStoppedUntilTooLittleIsLeft() {
        StandingModel first = model("A", 100);
        StandingModel second = model("B", 100, Replay.inOrder("A", new Share(1, 2), 10));
        assertThat(replays(QUARTER, 100, first, second))
                .extracting(Replay::from)
                .containsExactly(60L, 0L);
        // Of A 62 sequences would be needed, of which 40 are left.
        assertThat(replays(new Share(1, 2), 250, first, second))
                .extracting(Replay::from)
                .containsExactly(0L, 0L);
    }

    @Test
    void moreThanWasEverSeenIsRefusedWithBothNumbers() {
        assertThatThrownBy(() -> replays(new Share(1, 2), 1_000, model("A", 100)))
                .hasMessageContaining("Cannot replay 500 sequences of 'A': the model saw 100 of it");
        assertThatThrownBy(() -> replays(QUARTER, 100)).hasMessageContaining("the parent was imported");
        assertThat(replays(Share.NONE, 100, model("A", 100))).isEmpty();
    }
}
