package dev.perennial.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Seed;
import dev.perennial.conf.Sequences;
import dev.perennial.conf.Share;
import dev.perennial.mixing.SlotPlan.Part;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    private static Portion group(String share, Map<String, Portion> data) {
        return new Portion(Share.parse(share), data, Map.of());
    }

    private static Portion domains(String share, Map<String, Share> domains) {
        return new Portion(Share.parse(share), Map.of(), domains);
    }

    private static final Map<String, Portion> NEST = Map.of(
            "german", Portion.of(new Share(3, 4)),
            "old",
                    group(
                            "1/4",
                            Map.of(
                                    "books", Portion.of(new Share(1, 5)),
                                    "pile",
                                            domains(
                                                    "4/5",
                                                    Map.of("Github", new Share(1, 2), "ArXiv", new Share(1, 2))))));

    @Test
    void sharesInsideANestAreOfTheShareAround() {
        assertThat(new Mixture(NEST, List.of(Replay.inOrder("D0", new Share(1, 2), 0))).parts())
                .containsExactly(
                        new Part("replay of D0", new Share(1, 2)),
                        new Part("german", new Share(3, 8)),
                        new Part("books", new Share(1, 40)),
                        new Part("pile: ArXiv", new Share(1, 20)),
                        new Part("pile: Github", new Share(1, 20)));
    }

    @Test
    void sharesThatDoNotAddUpAreNamedWithTheirPlaceInTheNest() {
        refused(
                () -> new Mixture(Map.of("a", group("1", MIXED_AND_MORE)), List.of()).slots(),
                "Cannot mix 'a.data': the shares do not add up, got G 2/3 + S 2/3, expected exactly 1");
        refused(
                () -> new Mixture(Map.of("P", domains("1", Map.of("x", new Share(1, 3)))), List.of()).slots(),
                "Cannot mix 'P.domains': the shares do not add up, got x 1/3");
        refused(() -> new Mixture(Map.of(), List.of()).slots(), "got none");
        refused(() -> new Portion(Share.ALL, NEST, Map.of("x", Share.ALL)), "both data and domains");
    }

    private static final Map<String, Portion> MIXED_AND_MORE =
            Map.of("G", Portion.of(new Share(2, 3)), "S", Portion.of(new Share(2, 3)));

    @Test
    void whatWouldBeSeenTwiceUnnoticedIsRefused() {
        Portion half = Portion.of(new Share(1, 2));
        refused(
                () -> inTurn(new Mixture(Map.of("G", half, "more", group("1/2", Map.of("G", half))), List.of())),
                "'G': it stands in the mixture twice");
        refused(
                () -> inTurn(
                        Mixture.of(Map.of("P", Share.ALL), List.of()),
                        new Mixture(Map.of("P", domains("1", Map.of("x", Share.ALL))), List.of())),
                "Cannot mix 'P: x' beside all of 'P'");
        Replay replay = Replay.inOrder("D0", new Share(1, 4), 0);
        refused(() -> new Mixture(NEST, List.of(replay, replay)), "Cannot replay one stage twice");
        refused(
                () -> inTurn(
                        new Mixture(NEST, List.of(replay)),
                        new Mixture(NEST, List.of(Replay.inOrder("D0", new Share(1, 4), 7)))),
                "Cannot replay 'D0' in two ways");
    }

    private static StreamConfiguration inTurn(Mixture... mixtures) {
        return new StreamConfiguration(
                8,
                new Seed(1),
                1,
                Packing.CONCATENATE,
                Map.of(),
                Stream.of(mixtures)
                        .map(mixture -> new StreamConfiguration.Segment(new Sequences(100), mixture))
                        .toList());
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable attempt, String message) {
        assertThatThrownBy(attempt).isInstanceOf(PerennialException.class).hasMessageContaining(message);
    }

    @Test
    void theShareOfAStreamIsThatOfItsSegmentsByTheirLengths() {
        StreamConfiguration stream = inTurn(mixture(MIXED, "1/4"), mixture(Map.of("G", Share.ALL), ""));
        assertThat(stream.shares())
                .isEqualTo(Map.of("replay of old", new Share(1, 8), "G", new Share(3, 4), "S", new Share(1, 8)));
        assertThat(stream.replayed()).isEqualTo(new Share(1, 8));
        assertThat(stream.mostly()).isEqualTo("G");
        assertThat(stream.corpora()).containsExactly("G", "S");
    }

    /** The text that gave streams their fingerprints before there were nests, segments and packings. */
    @Test
    void aPlainMixtureKeepsItsFingerprint() {
        assertThat(Json.line(of(MIXED, "1/4")))
                .isEqualTo("{\"context\":8,\"epochs\":1,\"fresh\":{\"G\":\"2/3\",\"S\":\"1/3\"},"
                        + "\"replay\":{\"from\":0,\"of\":\"old\",\"share\":\"1/4\"},\"seed\":1,\"sequences\":100}");
    }

    @Test
    void whatShapesAStreamIsInItsFingerprint() {
        Mixture plain = mixture(MIXED, "1/4");
        Replay shuffled = new Replay("old", new Share(1, 4), 0, Replay.Order.SHUFFLED);
        StreamConfiguration one = inTurn(plain);
        List<StreamConfiguration> others = List.of(
                one,
                inTurn(plain, plain),
                inTurn(new Mixture(plain.data(), List.of(shuffled))),
                inTurn(new Mixture(NEST, List.of())),
                inTurn(new Mixture(plain.data(), List.of(shuffled, Replay.inOrder("D1", new Share(1, 8), 0)))),
                new StreamConfiguration(
                        8, new Seed(1), 1, Packing.BEST_FIT, Map.of("G", new Sequences(7)), one.segments()));
        assertThat(others).extracting(Json::line).doesNotHaveDuplicates();
        assertThat(others).allSatisfy(each -> assertThat(StreamShape.read(Json.tree(each)))
                .isEqualTo(each));
    }
}
