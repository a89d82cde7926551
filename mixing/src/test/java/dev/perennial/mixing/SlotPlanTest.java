package dev.perennial.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.mixing.SlotPlan.Branch;
import dev.perennial.mixing.SlotPlan.Group;
import dev.perennial.mixing.SlotPlan.Part;
import dev.perennial.mixing.SlotPlan.Slot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SlotPlanTest {
    private static final Share HALF = new Share(1, 2);

    /** Shares with these weights. */
    private static List<Part> parts(List<Integer> weights) {
        long sum = weights.stream().mapToLong(Integer::longValue).sum();
        return IntStream.range(0, weights.size())
                .mapToObj(i -> new Part("part " + i, new Share(weights.get(i), sum)))
                .toList();
    }

    /** A mixture whose first part is a replay. */
    private static SlotPlan replaying(List<Part> parts) {
        return SlotPlan.replaying(parts.subList(0, 1), parts.subList(1, parts.size()));
    }

    @Provide
    Arbitrary<List<Part>> mixtures() {
        return weights(2, 24);
    }

    @Provide
    Arbitrary<List<Part>> pairs() {
        return weights(2, 2);
    }

    private static Arbitrary<List<Part>> weights(int fewest, int most) {
        return Arbitraries.integers()
                .between(1, 5000)
                .list()
                .ofMinSize(fewest)
                .ofMaxSize(most)
                .map(SlotPlanTest::parts);
    }

    /** Walks over slots [0, slots): inverse, count and the greatest distance of any prefix from any share. */
    private static double worst(SlotPlan plan, List<Part> parts, long slots) {
        long[] counts = new long[parts.size()];
        double worst = 0;
        for (long slot = 0; slot < slots; slot++) {
            Slot held = plan.at(slot);
            assertThat(held.index()).isEqualTo(counts[held.part()]);
            assertThat(plan.slot(held.part(), held.index())).isEqualTo(slot);
            counts[held.part()]++;
            for (int part = 0; part < counts.length; part++) {
                Share share = parts.get(part).share();
                long numerator = counts[part] * share.denominator() - (slot + 1) * share.numerator();
                worst = Math.max(worst, Math.abs((double) numerator / share.denominator()));
            }
        }
        for (int part = 0; part < counts.length; part++) {
            assertThat(plan.count(part, slots)).isEqualTo(counts[part]);
        }
        return worst;
    }

    @Property(tries = 100)
    void ofTwoPartsEveryPrefixIsLessThanOneSequenceFromItsShare(@ForAll("pairs") List<Part> parts) {
        assertThat(worst(SlotPlan.of(parts), parts, 3000)).isLessThan(1);
        assertThat(worst(replaying(parts), parts, 3000)).isLessThan(1);
    }

    @Property(tries = 200)
    void ofAnyMixtureEveryPrefixIsLessThanTwoSequencesFromItsShare(@ForAll("mixtures") List<Part> parts) {
        assertThat(worst(SlotPlan.of(parts), parts, 1500)).isLessThan(2);
        assertThat(worst(replaying(parts), parts, 1500)).isLessThan(2);
    }

    @Test
    void manySmallPartsDoNotPushTheLargeOneAside() {
        List<Integer> weights = new ArrayList<>(java.util.Collections.nCopies(20, 1));
        weights.add(980);
        assertThat(worst(SlotPlan.of(parts(weights)), parts(weights), 3000)).isLessThan(2);
    }

    @Test
    void partsThatHalveEachTimeStayWithinTwo() {
        List<Integer> weights = IntStream.range(0, 16).mapToObj(i -> 1 << i).toList();
        assertThat(worst(replaying(parts(weights)), parts(weights), 70_000)).isLessThan(2);
    }

    /** The first branch of each level is the next level. */
    private static List<Branch> nest(List<List<Integer>> levels, Share whole) {
        List<Branch> branches = new ArrayList<>();
        for (Part part : parts(levels.get(0))) {
            Share share = part.share().within(whole);
            boolean inner = branches.isEmpty() && levels.size() > 1;
            branches.add(
                    inner
                            ? new Group(nest(levels.subList(1, levels.size()), share))
                            : new Part(levels.size() + " " + part.name(), share));
        }
        return branches;
    }

    @Provide
    Arbitrary<List<List<Integer>>> levels() {
        return Arbitraries.integers()
                .between(1, 999)
                .list()
                .ofMinSize(2)
                .ofMaxSize(8)
                .list()
                .ofSize(3);
    }

    @Property(tries = 150)
    void ofAnyNestEveryPrefixIsLessThanTwoSequencesFromItsShare(
            @ForAll("levels") List<List<Integer>> levels, @ForAll @LongRange(min = 1, max = 19) long twentieths) {
        List<Part> replays = List.of(new Part("replay", new Share(twentieths, 20)));
        List<Branch> fresh = nest(levels, new Share(20 - twentieths, 20));
        List<Part> parts = new ArrayList<>(replays);
        parts.addAll(SlotPlan.parts(fresh));
        assertThat(worst(SlotPlan.of(nest(levels, Share.ALL)), SlotPlan.parts(nest(levels, Share.ALL)), 1200))
                .isLessThan(2);
        assertThat(worst(SlotPlan.replaying(replays, fresh), parts, 1200)).isLessThan(2);
    }

    @Test
    void nestOfOneHeavyBranchWithinAnotherStaysWithinTwo() {
        List<List<Integer>> levels = java.util.Collections.nCopies(8, List.of(97, 3));
        List<Branch> nest = nest(levels, Share.ALL);
        assertThat(worst(SlotPlan.of(nest), SlotPlan.parts(nest), 20_000)).isLessThan(2);
    }

    /** The 22 domains of the Pile, in hundredths of a percent; the paper's table, the last made up to the whole. */
    private static final List<Integer> PILE = List.of(
            1811, 1440, 1207, 1001, 896, 759, 612, 513, 365, 307, 217, 155, 153, 124, 88, 75, 73, 62, 60, 38, 30, 14);

    @Test
    void twentyTwoDomainsInsideAQuarterStayWithinTwoAndSoDoesTheQuarter() {
        List<Part> replay = List.of(new Part("replay", new Share(1, 20)));
        Share pile = new Share(1, 4).within(new Share(19, 20));
        List<Part> domains = parts(PILE).stream()
                .map(part -> new Part(part.name(), part.share().within(pile)))
                .toList();
        List<Branch> fresh =
                List.of(new Part("german", new Share(3, 4).within(new Share(19, 20))), new Group(List.copyOf(domains)));
        List<Part> parts = new ArrayList<>(replay);
        parts.addAll(SlotPlan.parts(fresh));
        SlotPlan plan = SlotPlan.replaying(replay, fresh);
        assertThat(worst(plan, parts, 50_000)).isLessThan(2);
        double apart = 0;
        for (long slots = 1; slots < 50_000; slots++) {
            apart = Math.max(apart, Math.abs(slots - plan.count(0, slots) - plan.count(1, slots) - slots * 0.2375));
        }
        assertThat(apart).isLessThan(2);
    }

    @Test
    void severalReplaysTakeTogetherWhatTheRuleGivesTheirSum() {
        List<Part> replays = List.of(new Part("D0", new Share(1, 20)), new Part("D1", new Share(1, 10)));
        List<Part> fresh = List.of(new Part("new", new Share(17, 20)));
        SlotPlan plan = SlotPlan.replaying(replays, fresh);
        Share together = new Share(3, 20);
        for (long slot = 0; slot < 500; slot++) {
            assertThat(plan.at(slot).part() < 2).isEqualTo(together.holds(slot));
        }
        assertThat(worst(plan, List.of(replays.get(0), replays.get(1), fresh.get(0)), 3000))
                .isLessThan(2);
    }

    @Property(tries = 60)
    void mixturesInTurnAreEachExactAndAPartGoesOnWhereItStopped(
            @ForAll("mixtures") List<Part> first,
            @ForAll("mixtures") List<Part> second,
            @ForAll @LongRange(min = 1, max = 400) long length) {
        SlotPlan one = SlotPlan.of(first);
        SlotPlan other = replaying(second);
        SlotPlan plan = SlotPlan.inTurn(List.of(new SlotPlan.Segment(one, length), new SlotPlan.Segment(other, 300)));
        for (long slot = 0; slot < length + 300; slot++) {
            Slot held = plan.at(slot);
            boolean early = slot < length;
            Slot alone = early ? one.at(slot) : other.at(slot - length);
            String name = (early ? one : other).names().get(alone.part());
            long before = early || !one.names().contains(name)
                    ? 0
                    : one.count(one.names().indexOf(name), length);
            assertThat(plan.names().get(held.part())).isEqualTo(name);
            assertThat(held.index()).isEqualTo(before + alone.index());
            assertThat(plan.slot(held.part(), held.index())).isEqualTo(slot);
            assertThat(plan.count(held.part(), slot)).isEqualTo(held.index());
        }
    }

    @Property(tries = 100)
    void inTotalEveryShareIsExact(@ForAll("mixtures") List<Part> parts) {
        long common =
                parts.stream().mapToLong(part -> part.share().denominator()).reduce(1, (a, b) -> a / gcd(a, b) * b);
        SlotPlan plan = replaying(parts);
        for (int part = 0; part < parts.size(); part++) {
            Share share = parts.get(part).share();
            assertThat(plan.count(part, 7 * common)).isEqualTo(7 * common / share.denominator() * share.numerator());
        }
    }

    private static long gcd(long a, long b) {
        return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValueExact();
    }

    @Property
    void slotsFarAwayAreInvertedToo(
            @ForAll("mixtures") List<Part> parts, @ForAll @LongRange(max = 1_000_000_000_000_000L) long slot) {
        SlotPlan plan = SlotPlan.of(parts);
        Slot held = plan.at(slot);
        assertThat(plan.slot(held.part(), held.index())).isEqualTo(slot);
        assertThat(plan.count(held.part(), slot)).isEqualTo(held.index());
        assertThat(plan.count(held.part(), slot + 1)).isEqualTo(held.index() + 1);
    }

    @Property(tries = 100)
    void aReplayFollowsTheRuleInTheStreamsOwnPositions(@ForAll("mixtures") List<Part> parts) {
        SlotPlan plan = replaying(parts);
        Share share = parts.get(0).share();
        for (long slot = 0; slot < 500; slot++) {
            Slot held = plan.at(slot);
            assertThat(held.part() == 0).isEqualTo(share.holds(slot));
            if (held.part() == 0) {
                assertThat(held.index()).isEqualTo(share.of(slot));
            }
        }
    }

    @Test
    void sharesThatDoNotAddUpAreShownAndRefused() {
        List<Part> tooMuch = List.of(new Part("P", HALF), new Part("G", new Share(2, 3)));
        refused(tooMuch, "P 1/2 + G 2/3");
        refused(List.of(new Part("P", HALF), new Part("G", new Share(1, 3))), "P 1/2 + G 1/3");
        refused(List.of(new Part("P", Share.ALL), new Part("G", HALF), new Part("S", HALF)), "P 1/1 + G 1/2 + S 1/2");
        refused(List.of(), "none");
    }

    private static void refused(List<Part> parts, String got) {
        assertThatThrownBy(() -> SlotPlan.of(parts))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("got " + got);
    }

    @Test
    void sharesOfTooManyDigitsAreRefusedInWords() {
        Share a = new Share(1, 999_999_999_989L);
        Share b = new Share(1, 999_999_999_961L);
        List<Part> parts = List.of(
                new Part("a", a),
                new Part("b", b.within(HALF)),
                new Part("c", b.within(HALF)),
                new Part("d", b.complement()));
        assertThatThrownBy(() -> SlotPlan.of(parts)).isInstanceOf(PerennialException.class);
        assertThatThrownBy(() -> a.within(b))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("fewer digits");
    }

    @Test
    void aPartOfNoShareTakesNoSlot() {
        SlotPlan plan =
                SlotPlan.of(List.of(new Part("a", Share.NONE), new Part("b", Share.ALL), new Part("c", Share.NONE)));
        assertThat(IntStream.range(0, 50).mapToObj(plan::at))
                .extracting(Slot::part)
                .containsOnly(1);
        assertThat(plan.count(0, 50)).isZero();
        assertThat(plan.count(1, 50)).isEqualTo(50);
    }
}
