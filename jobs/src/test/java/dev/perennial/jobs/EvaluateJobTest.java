package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Json;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.Loss;
import dev.perennial.evaluation.LossSums;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluateJobTest {
    private static EvaluatedLoss evaluated(Optional<Interval> loss, Optional<Change> change) {
        return new EvaluatedLoss(
                new Loss("C", "P", 800, 200, 400, 9, loss, Map.of("web", new LossSums(800, 200, 400, 9))), change);
    }

    @Test
    void aLineHasTheFiguresAndTheirIntervals() {
        Change change = new Change("P", 0.5, Optional.of(new Interval(0.4, 0.6)));
        String line =
                Json.line(EvaluateJob.Line.of(evaluated(Optional.of(new Interval(3.5, 4.5)), Optional.of(change))));
        assertThat(line)
                .contains("\"checkpoint\":\"C\"", "\"distribution\":\"P\"", "\"loss\":4.0", "\"tokens\":200")
                .contains("\"bits_per_byte\":2.88", "\"interval\":{\"high\":4.5,\"low\":3.5}", "\"macro_loss\":4.0")
                .contains("\"domains\":{\"web\":{\"bits_per_byte\":2.88")
                .contains("\"against_parent\":{\"difference\":0.5,\"in_words\":\"worse by 0.400 to 0.600 nats\"");
    }

    @Test
    void ofTooFewDocumentsALineHasNoIntervalAndPeopleAreTold() {
        EvaluatedLoss few = evaluated(Optional.empty(), Optional.empty());
        assertThat(Json.line(EvaluateJob.Line.of(few))).doesNotContain("interval", "against_parent");
        assertThat(EvaluateJob.inWords(few))
                .contains("C on P: 4.0000 nats a token (too few documents for an interval)");
    }

    @Test
    void peopleReadWhetherAChangeCanBeToldFromZero() {
        Change change = new Change("P", 0.1, Optional.of(new Interval(-0.1, 0.3)));
        assertThat(EvaluateJob.inWords(evaluated(Optional.of(new Interval(3.5, 4.5)), Optional.of(change))))
                .contains("[3.5000, 4.5000]", "against P +0.1000: no difference that can be told from zero");
    }
}
