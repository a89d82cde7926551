package dev.perennial.evaluation.advice;

import dev.perennial.conf.Share;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Advises a replay share: that which a report found best for this very shift, or else one between those of known shifts, which are
 * placed by how many times as much the parent loses on the new text as on the old.
 */
public final class Advisor {
    /** Shares that people configure. */
    private static final List<Share> ROUND = Stream.of(
                    "0.5 %",
                    "1 %", "2 %", "3 %", "5 %", "7.5 %", "10 %", "15 %", "20 %", "25 %", "30 %", "40 %", "50 %")
            .map(Share::parse)
            .toList();

    private static final Share MOST = ROUND.get(ROUND.size() - 1);

    /** By this much two measurements of one shift may differ before they are taken for two shifts. */
    private static final double SAME = 0.1;

    private final Probe probe;
    private final List<KnownShift> reports;
    private final Placement placement;

    private Advisor(Probe probe, List<KnownShift> reports) {
        this.probe = probe;
        this.reports = reports;
        this.placement = Placement.among(
                Stream.concat(PublishedShifts.PAPER.stream(), reports.stream()).toList());
    }

    /** @param reports the user's own shifts */
    public static Advice advise(Probe probe, List<KnownShift> reports) {
        return new Advisor(probe, reports).advice();
    }

    private Advice advice() {
        Optional<ReplayChoice> own = thisShift().flatMap(KnownShift::choice);
        double ratio = probe.lossRatio();
        double second = placement.ratioAt(probe.divergence());
        Share low = round(Math.min(placement.low(ratio), placement.low(second)));
        Share high = round(Math.max(placement.high(ratio), placement.high(second)));
        Share replay = own.map(choice -> choice.chosen().replay()).orElseGet(() -> round(placement.share(ratio)));
        if (own.isPresent()) {
            low = larger(low, own.get().below().orElse(replay));
            high = smaller(high, own.get().above().orElse(MOST));
        }
        Objections objections = new Objections(probe, placement, thisShift(), reports);
        List<String> beyond = objections.beyond();
        return new Advice(
                replay,
                smaller(low, replay),
                larger(high, replay),
                own.isPresent(),
                !beyond.isEmpty(),
                beyond,
                evidence(),
                objections.warnings(),
                probe);
    }

    /** The report's shift between the same distributions whose parent stood as far from the new one; of several, the one that tried most shares. */
    private Optional<KnownShift> thisShift() {
        return reports.stream()
                .filter(shift -> shift.choice().isPresent())
                .filter(shift -> shift.from().equals(probe.onOld().distribution())
                        && shift.to().equals(probe.onNew().distribution())
                        && Math.abs(shift.lossRatio() / probe.lossRatio() - 1) < SAME)
                .max(Comparator.comparingInt(shift -> shift.outcomes().size()));
    }

    private List<KnownShift> evidence() {
        Optional<KnownShift> own = thisShift();
        return Stream.of(
                        own.stream(),
                        reports.stream().filter(shift -> !Optional.of(shift).equals(own)),
                        PublishedShifts.PAPER.stream(),
                        Stream.of(PublishedShifts.QUICKSTART_WEAK, PublishedShifts.QUICKSTART_STRONG))
                .flatMap(shifts -> shifts)
                .toList();
    }

    private static Share round(double share) {
        return ROUND.stream()
                .min(Comparator.comparingDouble(each -> Math.abs(Math.log(each.approximately()) - Math.log(share))))
                .orElseThrow();
    }

    private static Share smaller(Share one, Share other) {
        return one.approximately() <= other.approximately() ? one : other;
    }

    private static Share larger(Share one, Share other) {
        return one.approximately() >= other.approximately() ? one : other;
    }
}
