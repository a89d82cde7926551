package dev.perennial.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.perennial.conf.Length;
import dev.perennial.conf.Share;
import dev.perennial.conf.Tokens;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What holds for every curve, whatever its rates, its lengths and the stage are. */
class CurveTest {
    private static final long LONGEST = 15_000_000_000_000L;

    @Property
    void phasesFollowOneAnotherFromTheFirstTokenToTheLast(
            @ForAll("curves") LearningRateSchedule curve, @ForAll @LongRange(min = 100, max = LONGEST) long tokens) {
        Tokens stage = new Tokens(tokens);
        curve.check(stage);
        List<Segment> segments = curve.segments(stage);
        assertThat(segments.get(0).from()).isEqualTo(new Tokens(0));
        assertThat(segments.get(segments.size() - 1).to()).isEqualTo(stage);
        for (int next = 1; next < segments.size(); next++) {
            Segment before = segments.get(next - 1);
            assertThat(segments.get(next).from()).isEqualTo(before.to()).isGreaterThan(before.from());
            assertThat(segments.get(next).start()).isEqualTo(before.end());
        }
    }

    /** Bit for bit: at a joint the rate is the one that the curve names, and a token on it is as near as the slope allows. */
    @Property
    void jointsAreExactAndHaveNoJump(@ForAll("curves") LearningRateSchedule curve) {
        Tokens stage = new Tokens(1_000_000_000_000L);
        for (Segment segment : curve.segments(stage)) {
            long joint = segment.to().count();
            assertThat(curve.at(segment.to(), stage)).isEqualTo(segment.end());
            assertThat(curve.at(new Tokens(joint - 1), stage)).isCloseTo(segment.end(), within(1e-7));
            if (joint < stage.count()) {
                // The root of 1 - sqrt is steep at its beginning: a token of 10^11 is 3e-6 of the way.
                assertThat(curve.at(new Tokens(joint + 1), stage)).isCloseTo(segment.end(), within(1e-5));
            }
        }
    }

    @Property
    void withinAPhaseTheRateNeverTurnsBackNorLeavesItsEnds(
            @ForAll("curves") LearningRateSchedule curve,
            @ForAll @LongRange(min = 100, max = LONGEST) long tokens,
            @ForAll @LongRange(max = LONGEST) long place,
            @ForAll @LongRange(min = 1, max = 1000) long on) {
        Tokens stage = new Tokens(tokens);
        for (Segment segment : curve.segments(stage)) {
            long from = segment.from().count();
            long now = from + place % (segment.to().count() - from);
            double rate = segment.at(new Tokens(now));
            double later = segment.at(new Tokens(Math.min(now + on, segment.to().count())));
            double low = Math.min(segment.start(), segment.end());
            double high = Math.max(segment.start(), segment.end());
            assertThat(rate).isBetween(low, high);
            assertThat(later).isBetween(low, high);
            if (segment.phase() == Phase.WARM_UP) {
                assertThat(later).isGreaterThanOrEqualTo(rate);
            } else {
                assertThat(later).isLessThanOrEqualTo(rate);
            }
        }
    }

    /** Neither rises again after the end nor begins anew, two traps of public implementations. */
    @Property
    void fromTheEndOnTheRateIsExactlyTheLast(
            @ForAll("curves") LearningRateSchedule curve,
            @ForAll @LongRange(min = 100, max = LONGEST) long tokens,
            @ForAll @LongRange(max = LONGEST) long after) {
        Tokens stage = new Tokens(tokens);
        assertThat(curve.at(stage, stage)).isEqualTo(last(curve));
        assertThat(curve.at(new Tokens(tokens + after), stage)).isEqualTo(last(curve));
        assertThat(curve.at(new Tokens(Long.MAX_VALUE), stage)).isEqualTo(last(curve));
        assertThat(curve.phase(new Tokens(tokens + after), stage)).isEqualTo(curve.phase(stage, stage));
    }

    /** The tokens decide: a small step that ends where a large one does has its rate and its phase. */
    @Property
    void rateAndPhaseAreThoseOfTheSegmentThatEndsWithTheStep(
            @ForAll("curves") LearningRateSchedule curve, @ForAll @LongRange(min = 1, max = 1_000_000) long consumed) {
        Tokens stage = new Tokens(1_000_000);
        List<Segment> holding = curve.segments(stage).stream()
                .filter(segment -> segment.from().count() < consumed
                        && consumed <= segment.to().count())
                .toList();
        assertThat(holding).hasSize(1);
        assertThat(curve.phase(new Tokens(consumed), stage))
                .isEqualTo(holding.get(0).phase());
        assertThat(curve.at(new Tokens(consumed), stage))
                .isEqualTo(holding.get(0).at(new Tokens(consumed)));
    }

    private static double last(LearningRateSchedule curve) {
        if (curve instanceof Infinite infinite) {
            return isNone(infinite.anneal()) ? infinite.constant() : infinite.floor();
        } else if (curve instanceof Wsd wsd) {
            return isNone(wsd.decay()) ? wsd.peak() : wsd.floor();
        } else if (curve instanceof Cosine cosine) {
            return cosine.floor();
        } else if (curve instanceof Linear linear) {
            return linear.floor();
        } else if (curve instanceof Exponential exponential) {
            return exponential.floor();
        }
        return ((Constant) curve).rate();
    }

    private static boolean isNone(Length length) {
        return length.in(new Tokens(100)).count() == 0;
    }

    @Provide
    Arbitrary<LearningRateSchedule> curves() {
        Arbitrary<Double> parts = Arbitraries.doubles().between(0.001, 1).ofScale(6);
        Arbitrary<double[]> rates = Combinators.combine(
                        Arbitraries.doubles().between(1e-6, 0.5).ofScale(9), parts, parts)
                .as((peak, part, another) -> new double[] {peak, peak * part, peak * part * another});
        Arbitrary<Length> lengths = Arbitraries.longs().between(0, 33).map(CurveTest::percent);
        Arbitrary<Transition> transitions = Arbitraries.of(Transition.class);
        Arbitrary<LearningRateSchedule> simple = Combinators.combine(
                        rates, lengths, Arbitraries.integers().between(0, 3))
                .as((rate, warmUp, which) -> switch (which) {
                    case 0 -> new Constant(rate[0]);
                    case 1 -> new Cosine(rate[0], rate[2], warmUp);
                    case 2 -> new Linear(rate[0], rate[2], warmUp);
                    default -> new Exponential(rate[0], rate[2], warmUp);
                });
        Arbitrary<LearningRateSchedule> wsd = Combinators.combine(rates, lengths, lengths, transitions)
                .as((rate, warmUp, decay, curve) -> new Wsd(rate[0], rate[2], warmUp, decay, curve));
        Arbitrary<Length> cooldowns = Arbitraries.longs().between(1, 33).map(CurveTest::percent);
        Arbitrary<LearningRateSchedule> infinite = Combinators.combine(
                        rates, lengths, cooldowns, lengths, transitions, transitions)
                .as((rate, warmUp, cooldown, anneal, down, out) ->
                        new Infinite(rate[0], rate[1], rate[2], warmUp, cooldown, anneal, down, out));
        return Arbitraries.oneOf(simple, wsd, infinite);
    }

    private static Length percent(long hundredths) {
        return new Length.OfStage(new Share(hundredths, 100));
    }
}
