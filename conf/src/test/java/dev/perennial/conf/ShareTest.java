package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
    @ParameterizedTest
    @CsvSource({
        "1/20, 1/20",
        "5 %, 1/20",
        "5%, 1/20",
        "0.05, 1/20",
        " 2 / 40 , 1/20",
        "0, 0/1",
        "100 %, 1/1",
        "1, 1/1",
        "0.5%, 1/200",
        "12.5 %, 1/8",
        "1e-2, 1/100",
        "0.000000000000000001, 1/1000000000000000000"
    })
    void isReadExactlyFromAnyForm(String written, String fraction) {
        assertThat(Share.parse(written)).hasToString(fraction);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "150 %",
                "-0.1",
                "3/2",
                "-1/2",
                "1/0",
                "1/-2",
                "",
                "%",
                "/",
                "a/b",
                "half",
                "1e-19",
                "1e-999999999",
                "1e999999999",
                "NaN"
            })
    void whatIsNoFractionFromZeroToOneIsRefused(String written) {
        assertThatThrownBy(() -> Share.parse(written))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageStartingWith("Cannot ");
    }

    @Test
    void aRefusalShowsTheTextAsItWasWritten() {
        assertThatThrownBy(() -> Share.parse("150 %")).hasMessageContaining("got '150 %'");
    }

    @Property
    void ofIsTheExactFloor(
            @ForAll @LongRange(min = 0) long slots,
            @ForAll @LongRange(min = 0) long p,
            @ForAll @LongRange(min = 1) long q) {
        Share share = new Share(Math.min(p, q), q);
        BigInteger floor = BigInteger.valueOf(slots)
                .multiply(BigInteger.valueOf(Math.min(p, q)))
                .divide(BigInteger.valueOf(q));
        assertThat(BigInteger.valueOf(share.of(slots))).isEqualTo(floor);
    }

    @Property(tries = 200)
    void theSlotsHeldUpToAPlaceAreCountedByOf(
            @ForAll @IntRange(max = 60) int p, @ForAll @IntRange(min = 1, max = 60) int q) {
        Share share = new Share(Math.min(p, q), q);
        long held = 0;
        for (long slot = 0; slot < 4L * q; slot++) {
            if (share.holds(slot)) {
                assertThat(share.of(slot)).isEqualTo(held);
                held++;
            }
            assertThat(share.of(slot + 1)).isEqualTo(held);
        }
    }

    @Test
    void holdsIsExactAtPositionsBeyondDoublePrecision() {
        Share third = new Share(1, 3);
        long far = (1L << 60) / 3 * 3;
        assertThat(third.holds(far)).isFalse();
        assertThat(third.holds(far + 1)).isFalse();
        assertThat(third.holds(far + 2)).isTrue();
    }

    @Property
    void aShareAndItsComplementMakeTheWhole(
            @ForAll @LongRange(max = 1_000_000) long p, @ForAll @LongRange(min = 1, max = 1_000_000) long q) {
        Share share = new Share(Math.min(p, q), q);
        assertThat(share.complement().complement()).isEqualTo(share);
        assertThat(share.numerator() + share.complement().numerator()).isEqualTo(share.denominator());
        assertThat(share.within(Share.ALL)).isEqualTo(share);
        assertThat(share.within(Share.NONE)).isEqualTo(Share.NONE);
    }

    @Test
    void aShareOfAShareIsTheirProduct() {
        assertThat(new Share(2, 3).within(new Share(3, 4))).isEqualTo(new Share(1, 2));
    }

    @Property
    void itsTextIsReadBackAsTheSameShare(@ForAll @LongRange(min = 0) long p, @ForAll @LongRange(min = 1) long q) {
        Share share = new Share(Math.min(p, q), q);
        assertThat(Share.parse(share.toString())).isEqualTo(share);
        assertThat(Json.read(Json.line(share), Share.class, "test")).isEqualTo(share);
    }

    @Test
    void percentHasOnlyTheDigitsItNeeds() {
        assertThat(new Share(1, 20).percent()).isEqualTo("5 %");
        assertThat(Share.NONE.percent()).isEqualTo("0 %");
        assertThat(Share.ALL.percent()).isEqualTo("100 %");
        assertThat(new Share(1, 3).percent()).isEqualTo("33.3333 %");
    }
}
