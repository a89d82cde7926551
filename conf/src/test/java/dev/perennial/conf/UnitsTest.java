package dev.perennial.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "600000, 600000",
        "600k, 600000",
        "1.5M, 1500000",
        "300B, 300000000000",
        "1.1T, 1100000000000",
        "600_000, 600000",
        "0, 0",
        "2 k, 2000",
        "3e5, 300000",
        "600000.0, 600000"
    })
    void tokensAreReadWithTheirPowers(String written, long count) {
        assertThat(Tokens.parse(written).count()).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "0.5", "1.23456k", "12x", "10000000T", "5 %", "1e999999999", "1e-999999999"})
    void whatIsNoWholeNumberOfTokensIsRefused(String written) {
        assertThatThrownBy(() -> Tokens.parse(written))
                .isInstanceOfSatisfying(
                        PerennialException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION));
    }

    @Test
    void tokensHoldWholeSequencesOnly() {
        assertThat(new Tokens(1000).sequences(64)).isEqualTo(new Sequences(15));
        assertThat(new Sequences(15).tokens(64)).isEqualTo(new Tokens(960));
    }

    @Test
    void aCountThatIsTooLargeIsNoSilentOverflow() {
        assertThatThrownBy(() -> new Sequences(Long.MAX_VALUE).tokens(2)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aLengthIsTokensOrAShareOfTheStage() {
        assertThat(Length.parse("20k").in(new Tokens(1_000_000))).isEqualTo(new Tokens(20_000));
        assertThat(Length.parse("1 %").in(new Tokens(1_000_050))).isEqualTo(new Tokens(10_000));
        assertThat(Length.parse("1/3").in(new Tokens(100))).isEqualTo(new Tokens(33));
    }

    @Test
    void twoLengthsThatLookAlikeAsPercentagesAreToldApartInJson() {
        assertThat(Json.line(Length.parse("1/3"))).isNotEqualTo(Json.line(Length.parse("33.3333 %")));
        assertThat(Length.parse("1/3")).hasToString("33.3333 %");
    }

    @Test
    void aSeedIsDerivedByNameAndAlwaysTheSame() {
        assertThat(new Seed(1).named("german")).isEqualTo(new Seed(1).named("german"));
        assertThat(new Seed(1).named("german")).isEqualTo(new Seed(SEED_1_GERMAN));
    }

    @Test
    void seedsOfDifferentNamesOrParentsDiffer() {
        Set<Seed> seeds = new HashSet<>();
        for (long parent = 0; parent < 100; parent++) {
            for (String name : new String[] {"", "a", "b", "aa", "round 1", "round 11"}) {
                seeds.add(new Seed(parent).named(name));
            }
        }
        assertThat(seeds).hasSize(600);
    }

    /** First 8 bytes of SHA-256 over 00 00 00 00 00 00 00 01 and "german". */
    private static final long SEED_1_GERMAN = -7134274468752200549L;
}
