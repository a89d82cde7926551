package dev.perennial.jobs;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.evaluation.law.LawFit;
import dev.perennial.evaluation.law.MixtureLaw;
import dev.perennial.evaluation.law.MixturePoint;
import dev.perennial.evaluation.report.EarlierReport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The D-CPT law on each shift that reports hold: of the loss on the old and on the new distribution. */
record MixtureFits(List<EarlierReport> reports) {

    private record Shift(String old, String fresh) {}

    /** A shift of too few runs is told and passed over; if that is all of them, it is an error. */
    List<LawFit> all(Progress progress) {
        List<LawFit> fits = new ArrayList<>();
        List<PerennialException> refused = new ArrayList<>();
        for (Shift shift : shifts()) {
            try {
                fits.add(MixtureLaw.fit(shift.old(), points(shift, EarlierReport::forgetting)));
                fits.add(MixtureLaw.fit(shift.fresh(), points(shift, EarlierReport::learning)));
            } catch (PerennialException e) {
                if (e.code() != ErrorCode.TOO_LITTLE_DATA) {
                    throw e;
                }
                refused.add(e);
            }
        }
        if (fits.isEmpty()) {
            throw refused.isEmpty() ? nothingContinued() : refused.get(0);
        }
        refused.forEach(each -> progress.say(each.getMessage()));
        return fits;
    }

    private List<Shift> shifts() {
        return reports.stream()
                .flatMap(report ->
                        report.newDistributions().stream().map(fresh -> new Shift(report.oldDistribution(), fresh)))
                .distinct()
                .toList();
    }

    private List<MixturePoint> points(Shift shift, BiFunction<EarlierReport, String, List<MixturePoint>> of) {
        return reports.stream()
                .filter(report -> report.oldDistribution().equals(shift.old()))
                .flatMap(report -> of.apply(report, shift.fresh()).stream())
                .toList();
    }

    private static PerennialException nothingContinued() {
        return new PerennialException(
                ErrorCode.TOO_LITTLE_DATA,
                "Cannot fit the D-CPT law: no run of the reports continued another on one new distribution. Name reports that"
                        + " hold such runs.");
    }
}
