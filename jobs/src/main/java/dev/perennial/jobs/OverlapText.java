package dev.perennial.jobs;

import dev.perennial.tokenize.overlap.Overlap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One line a distribution on how much of its validation stands in training documents, its own first. */
final class OverlapText {
    private OverlapText() {}

    static List<String> of(List<Overlap> overlaps) {
        return overlaps.stream()
                .filter(Overlap::withinOneCorpus)
                .map(own -> "overlap of " + own.validation() + ": " + own.inWords() + elsewhere(own, overlaps))
                .toList();
    }

    private static String elsewhere(Overlap own, List<Overlap> overlaps) {
        return overlaps.stream()
                .filter(each -> each.validation().equals(own.validation()) && !each.withinOneCorpus())
                .map(each -> String.format(
                        Locale.ROOT,
                        "in those of %s %.2f %%",
                        each.training(),
                        100 * each.total().seenShare()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), others -> others.isEmpty() ? "" : "; " + others));
    }
}
