package dev.perennial.training.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.typesafe.config.ConfigFactory;
import dev.perennial.conf.Length;
import dev.perennial.conf.Names;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import dev.perennial.conf.RecordReader;
import dev.perennial.conf.Tokens;
import java.io.File;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simpler curves by their formulas, and how a configuration chooses among all of them. */
class OtherCurvesTest {
    private static final Tokens STAGE = new Tokens(100_000);
    private static final Length WARM_UP = Length.parse("1k");

    @ParameterizedTest
    @CsvSource({"500, 1.5e-4", "1000, 3e-4", "50500, 1.65e-4", "75250, 9.75e-5", "100000, 3e-5"})
    void linearIsAStraightLine(long tokens, double rate) {
        assertThat(new Linear(3e-4, 3e-5, WARM_UP).at(new Tokens(tokens), STAGE))
                .isCloseTo(rate, within(1e-13));
    }

    @ParameterizedTest
    @CsvSource({"500, 1.5e-4", "1000, 3e-4", "50500, 9.4868329805e-5", "100000, 3e-5"})
    void exponentialFallsByOneFactor(long tokens, double rate) {
        assertThat(new Exponential(3e-4, 3e-5, WARM_UP).at(new Tokens(tokens), STAGE))
                .isCloseTo(rate, within(1e-13));
    }

    @ParameterizedTest
    @CsvSource({
        "500, 1.5e-4, WARM_UP",
        "1001, 3e-4, CONSTANT",
        "90000, 3e-4, CONSTANT",
        "92500, 1.65e-4, ANNEAL",
        "100000, 3e-5, ANNEAL"
    })
    void wsdStaysAtThePeakUntilItsDecay(long tokens, double rate, Phase phase) {
        Wsd wsd = new Wsd(3e-4, 3e-5, WARM_UP, Length.parse("10 %"), Transition.ONE_MINUS_SQRT);
        assertThat(wsd.at(new Tokens(tokens), STAGE)).isCloseTo(rate, within(1e-13));
        assertThat(wsd.phase(new Tokens(tokens), STAGE)).isEqualTo(phase);
    }

    @Test
    void defaultsAreThePapers() {
        assertThat(read("curve = infinite, peak = 3e-4, constant = 1.65e-4, floor = 3e-5"))
                .isEqualTo(new Infinite(
                        3e-4,
                        1.65e-4,
                        3e-5,
                        Length.parse("1 %"),
                        Length.parse("60 %"),
                        Length.parse("14 %"),
                        Transition.COSINE,
                        Transition.EXPONENTIAL));
    }

    @Test
    void aCurveNobodyKnowsIsRefusedWithASuggestion() {
        assertThatThrownBy(() -> read("curve = infinte, peak = 3e-4"))
                .isInstanceOf(PerennialException.class)
                .hasMessageContaining("Cannot choose 'infinte'. Did you mean 'infinite'?");
        assertThatThrownBy(() -> read("curve = wsd, peak = 3e-4, floor = 0, decay-curve = inverse-squareroot"))
                .hasMessageContaining("Did you mean 'inverse-square-root'?");
    }

    /** A fingerprint and a configuration call a curve the same. */
    @Test
    void jsonKnowsEveryCurveByTheNameOfItsConfiguration() {
        assertThat(LearningRateSchedule.class.getAnnotation(JsonSubTypes.class).value())
                .extracting(type -> type.value().getSimpleName() + " " + type.name())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(LearningRateSchedule.class.getPermittedSubclasses())
                        .map(type -> type.getSimpleName() + " " + Names.kebab(type.getSimpleName()))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo-cosine", "demo-infinite", "paper-405m-cosine", "paper-405m-infinite"})
    void theFilesOfSchedulesFitAStage(String name) {
        File file = new File("../conf/schedules/" + name + ".conf");
        Problems problems = new Problems();
        LearningRateSchedule schedule =
                new RecordReader(problems).read(ConfigFactory.parseFile(file).root(), LearningRateSchedule.class);
        problems.throwIfAny();
        schedule.check(STAGE);
        assertThat(schedule.at(STAGE, STAGE)).isIn(3e-4, 3e-5);
    }

    private static LearningRateSchedule read(String text) {
        Problems problems = new Problems();
        LearningRateSchedule schedule =
                new RecordReader(problems).read(ConfigFactory.parseString(text).root(), LearningRateSchedule.class);
        problems.throwIfAny();
        return Objects.requireNonNull(schedule);
    }
}
