package dev.perennial.evaluation.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Share;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AdvisorTest {
    private static final long PAPER_SIZE = 405_000_000;

    /** A probe whose token distributions speak for the same strength as its losses. */
    private static Probe probe(double ratio, long parameters) {
        return probe(ratio, parameters, divergence(ratio));
    }

    private static Probe probe(double ratio, long parameters, double divergence) {
        return new Probe(
                "parent",
                parameters,
                new Probe.Text("old", 2, 0.8, 4, 1_000_000),
                new Probe.Text("new", 2 * ratio, 0.8 * ratio, 4, 1_000_000),
                divergence,
                0.001);
    }

    /** By bisection: {@code ratioAt} rises. */
    private static double divergence(double ratio) {
        Placement placement = Placement.among(PublishedShifts.PAPER);
        double low = 0;
        double high = 5;
        for (int halving = 0; halving < 60; halving++) {
            double middle = (low + high) / 2;
            if (placement.ratioAt(middle) < ratio) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static KnownShift report(String to, double ratio, Outcome... outcomes) {
        return new KnownShift(
                "my report", KnownShift.Source.REPORT, "old", to, PAPER_SIZE, 2, ratio, List.of(outcomes));
    }

    private static Outcome outcome(String replay, double oldLoss, double newLoss) {
        return new Outcome(Share.parse(replay), oldLoss, newLoss);
    }

    @Test
    void thePapersOwnShiftsGetThePapersOwnShares() {
        Advice weak = Advisor.advise(probe(PublishedShifts.PAPER_WEAK.lossRatio(), PAPER_SIZE), List.of());
        assertThat(weak.replay()).isEqualTo(Share.parse("5 %"));
        assertThat(weak.extrapolates()).isFalse();
        assertThat(weak.high()).isEqualTo(Share.parse("10 %"));
        Advice strong = Advisor.advise(probe(PublishedShifts.PAPER_STRONG.lossRatio(), PAPER_SIZE), List.of());
        assertThat(strong.replay()).isEqualTo(Share.parse("25 %"));
        assertThat(strong.low()).isEqualTo(Share.parse("10 %"));
        assertThat(strong.high()).isEqualTo(Share.parse("50 %"));
        assertThat(strong.extrapolates()).isFalse();
        assertThat(strong.measured()).isFalse();
    }

    @Property(tries = 300)
    void aStrongerShiftNeverGetsLess(
            @ForAll @DoubleRange(min = 0.8, max = 4) double one,
            @ForAll @DoubleRange(min = 0.8, max = 4) double other,
            @ForAll @DoubleRange(min = 1, max = 3) double reported,
            @ForAll @LongRange(min = 0, max = 50) long percent) {
        List<KnownShift> reports = List.of(
                report("another", reported, outcome("0 %", 3, 3), new Outcome(new Share(percent, 100), 2, 2.9)));
        Advice weak = Advisor.advise(probe(Math.min(one, other), PAPER_SIZE), reports);
        Advice strong = Advisor.advise(probe(Math.max(one, other), PAPER_SIZE), reports);
        assertThat(strong.replay().approximately())
                .isGreaterThanOrEqualTo(weak.replay().approximately());
        assertThat(strong.low().approximately())
                .isGreaterThanOrEqualTo(weak.low().approximately());
        assertThat(strong.high().approximately())
                .isGreaterThanOrEqualTo(weak.high().approximately());
        assertThat(weak.replay().approximately())
                .isBetween(weak.low().approximately(), weak.high().approximately());
    }

    @Test
    void outsideOfTheEvidenceItSaysSo() {
        assertThat(Advisor.advise(probe(1.05, PAPER_SIZE), List.of()).beyond())
                .singleElement()
                .asString()
                .contains("a loss ratio of 1.05 is outside of 1.24 to 2.48", "weak end");
        Advice strong = Advisor.advise(probe(3, PAPER_SIZE), List.of());
        assertThat(strong.extrapolates()).isTrue();
        assertThat(strong.replay()).isEqualTo(Share.parse("25 %"));
        Advice toy = Advisor.advise(probe(2, 1_840_000), List.of());
        assertThat(toy.extrapolates()).isTrue();
        assertThat(toy.beyond()).singleElement().asString().contains("1,840,000 parameters", "405,000,000");
        assertThat(toy.inWords()).contains("EXTRAPOLATES");
    }

    @Test
    void aReportOfThisVeryShiftDecides() {
        KnownShift own =
                report("new", 2.05, outcome("0 %", 4, 2), outcome("2 %", 2.4, 2.01), outcome("10 %", 2.38, 2.02));
        Advice advice = Advisor.advise(probe(2, PAPER_SIZE), List.of(own));
        assertThat(advice.measured()).isTrue();
        assertThat(advice.replay()).isEqualTo(Share.parse("2 %"));
        assertThat(advice.low().approximately()).isBetween(0.0, 0.02);
        assertThat(advice.high()).isEqualTo(Share.parse("10 %"));
        assertThat(advice.extrapolates()).isFalse();
        assertThat(advice.evidence().get(0)).isEqualTo(own);
        assertThat(advice.inWords()).contains("this shift, my report: loss ratio 2.05", "as measured on this shift");
    }

    @Test
    void aReportOfTheSameNamesButAnotherShiftOnlyPlaces() {
        KnownShift other = report("new", 1.5, outcome("0 %", 4, 2), outcome("2 %", 2.4, 2.01));
        assertThat(Advisor.advise(probe(2, PAPER_SIZE), List.of(other)).measured())
                .isFalse();
    }

    @Test
    void theLargestShareTriedMayNotBeEnough() {
        KnownShift own = report("new", 2, outcome("0 %", 4, 2), outcome("5 %", 2.4, 2.01));
        Advice advice = Advisor.advise(probe(2, PAPER_SIZE), List.of(own));
        assertThat(advice.replay()).isEqualTo(Share.parse("5 %"));
        assertThat(advice.extrapolates()).isTrue();
        assertThat(advice.beyond()).singleElement().asString().contains("5 % is the largest that was tried");
        assertThat(advice.low().approximately())
                .as("no replay says nothing of little")
                .isGreaterThan(0.02);
        assertThat(advice.high().approximately()).isGreaterThan(0.05);
    }

    @Test
    void tokensThatContradictLossesWidenTheRangeAndAreTold() {
        Advice agreed = Advisor.advise(probe(1.3, PAPER_SIZE), List.of());
        Advice apart = Advisor.advise(probe(1.3, PAPER_SIZE, PublishedShifts.QUICKSTART_STRONG_DIVERGENCE), List.of());
        assertThat(apart.replay()).isEqualTo(agreed.replay());
        assertThat(apart.high().approximately()).isGreaterThan(agreed.high().approximately());
        assertThat(apart.warnings()).anyMatch(line -> line.contains("speak for a stronger shift"));
        assertThat(agreed.warnings()).noneMatch(line -> line.contains("speak for"));
    }

    @Test
    void noShiftAndUnevenTokensAreTold() {
        Probe same = new Probe(
                "parent",
                PAPER_SIZE,
                new Probe.Text("old", 2, 0.8, 4, 1_000),
                new Probe.Text("new", 2.6, 1.6, 2.6, 1_000),
                0.0011,
                0.001);
        assertThat(Advisor.advise(same, List.of()).warnings())
                .anyMatch(line -> line.contains("perhaps there is no shift"))
                .anyMatch(line -> line.contains("by bits a byte the parent loses 2.00 times as much, not 1.30"));
    }
}
