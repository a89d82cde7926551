package dev.perennial.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perennial.conf.Share;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.report.DistributionColumn;
import dev.perennial.evaluation.report.ModelLosses;
import dev.perennial.evaluation.report.Report;
import dev.perennial.evaluation.report.RunCurve;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossTableTest {
    private static RunCurve run(String name, Optional<String> parent) {
        return new RunCurve(
                name,
                name,
                parent,
                parent.map(ignored -> Share.NONE),
                parent.map(ignored -> "G"),
                new long[0],
                new double[0],
                new double[0]);
    }

    private static ModelLosses losses(String run, String distribution, double loss, Optional<Change> change) {
        return new ModelLosses(run, distribution, loss, Optional.empty(), loss, 100, change);
    }

    private static Optional<Change> change(double difference, Optional<Interval> interval) {
        return Optional.of(new Change("P", difference, interval));
    }

    private static String table(Optional<Interval> onOld) {
        return LossTable.of(new Report(
                "t",
                Instant.EPOCH,
                "0",
                "P",
                List.of(new DistributionColumn("P", "old"), new DistributionColumn("G", "new")),
                List.of(run("P", Optional.empty()), run("C", Optional.of("P"))),
                List.of(
                        losses("P", "P", 4, Optional.empty()),
                        losses("P", "G", 10, Optional.empty()),
                        losses("C", "P", 8.44, change(4.44, onOld)),
                        losses("C", "G", 5, change(-5, Optional.of(new Interval(-5.25, -4.75))))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                ""));
    }

    @Test
    void whatWasForgottenAndLearnedStandsWithItsInterval() {
        assertThat(table(Optional.of(new Interval(4.31, 4.58))))
                .contains("+4.440 [+4.310, +4.580]", "+5.000 [+4.750, +5.250]");
    }

    @Test
    void withoutAnIntervalTheFigureStandsAlone() {
        assertThat(table(Optional.empty())).contains("+4.440 │").doesNotContain("+4.440 [");
    }
}
