package dev.perennial.evaluation.advice;

import dev.perennial.evaluation.advice.KnownShift.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What speaks against taking an advice at its word.
 *
 * @param thisShift the user's own measurement of the very shift, if there is one
 */
record Objections(Probe probe, Placement placement, Optional<KnownShift> thisShift, List<KnownShift> reports) {
    /** A model may be so many times smaller or larger than those of the evidence. */
    private static final int SIZES = 10;

    /** Relative: what a loss ratio may lie outside and still be taken for the edge. */
    private static final double EDGE = 0.01;

    /** Two placements of the shift may speak for shares so many times apart. */
    private static final double APART = 2;

    /** Tokens of the one text may be so many times as long as those of the other. */
    private static final double UNEVEN_TOKENS = 1.25;

    /** In which respects the evidence does not reach so far. */
    List<String> beyond() {
        return Stream.of(strength(), size(), openAbove())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> strength() {
        double ratio = probe.lossRatio();
        double weakest = placement.shares().weakest();
        double strongest = placement.shares().strongest();
        if (thisShift.isPresent() || ratio >= weakest * (1 - EDGE) && ratio <= strongest * (1 + EDGE)) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "the shift: a loss ratio of %.2f is outside of %.2f to %.2f, which the evidence covers; the share is that of its %s end",
                ratio,
                weakest,
                strongest,
                ratio < weakest ? "weak" : "strong"));
    }

    private Optional<String> size() {
        LongSummaryStatistics sizes = Stream.concat(PublishedShifts.PAPER.stream(), reports.stream())
                .filter(shift -> shift.choice().isPresent())
                .mapToLong(KnownShift::parameters)
                .summaryStatistics();
        boolean covered = probe.parameters() >= sizes.getMin() / SIZES && probe.parameters() / SIZES <= sizes.getMax();
        return covered
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the model: it has %,d parameters, those of the evidence %,d to %,d",
                        probe.parameters(),
                        sizes.getMin(),
                        sizes.getMax()));
    }

    private Optional<String> openAbove() {
        return thisShift
                .flatMap(KnownShift::choice)
                .filter(choice -> choice.above().isEmpty())
                .map(choice -> "the share: " + choice.chosen().replay().percent()
                        + " is the largest that was tried on this shift, so more may be better");
    }

    /** What weakens it besides. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        double ratio = probe.lossRatio();
        double second = placement.ratioAt(probe.divergence());
        double apart = placement.share(second) / placement.share(ratio);
        if (Math.max(apart, 1 / apart) > APART) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the token distributions speak for a %s shift (as of a loss ratio of %.2f); the range holds both",
                    apart > 1 ? "stronger" : "weaker",
                    second));
        }
        if (probe.divergence() < 2 * probe.divergenceWithinOld()) {
            warnings.add(
                    "the token distributions differ hardly more than two halves of the old text: perhaps there is no shift");
        }
        double bytes = probe.onOld().bytesPerToken() / probe.onNew().bytesPerToken();
        if (Math.max(bytes, 1 / bytes) > UNEVEN_TOKENS) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "tokens are not equally long: by bits a byte the parent loses %.2f times as much, not %.2f",
                    probe.bitsPerByteRatio(),
                    ratio));
        }
        if (thisShift.isEmpty()) {
            warnings.add(
                    "the paper gives no loss of its parent on German: its strong shift stands where the quickstart's does");
        }
        if (thisShift.isEmpty() && reports.stream().noneMatch(shift -> shift.source() == Source.REPORT)) {
            warnings.add(
                    "no report of yours is among the evidence: two short runs, without replay and with this share, would be"
                            + " (--report)");
        }
        return warnings;
    }
}
