package dev.perennial.evaluation.report;

import dev.perennial.conf.Share;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.Interval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One row of the table that answers first: what a run lost of the old distribution and gained on the new.
 *
 * @param losses by distribution, where evaluated
 * @param average of the losses on the old and on the run's new distribution, as the method's paper ranks models
 * @param forgetting the loss on the old distribution less its parent's: above zero, it forgot
 * @param forgettingInterval of the paired difference, where it was estimated
 * @param adaptation its parent's loss on the new distribution less its own: above zero, it learned
 * @param adaptationInterval of the paired difference, where it was estimated
 * @param bestAverage whether no run on the same new distribution has a lower average
 */
public record Headline(
        String run,
        String title,
        Optional<String> replay,
        Optional<String> newDistribution,
        Map<String, Double> losses,
        Optional<Double> average,
        Optional<Double> forgetting,
        Optional<Interval> forgettingInterval,
        Optional<Double> adaptation,
        Optional<Interval> adaptationInterval,
        boolean bestAverage) {

    /** The rows of a report, in the order of its runs. */
    public static List<Headline> rows(Report report) {
        Map<String, Map<String, Double>> losses = new HashMap<>();
        for (ModelLosses model : report.losses()) {
            losses.computeIfAbsent(model.run(), ignored -> new LinkedHashMap<>())
                    .put(model.distribution(), model.loss());
        }
        List<Headline> rows = new ArrayList<>();
        for (RunCurve run : report.runs()) {
            rows.add(row(report, run, losses));
        }
        return marked(rows);
    }

    private static Headline row(Report report, RunCurve run, Map<String, Map<String, Double>> losses) {
        Map<String, Double> own = losses.getOrDefault(run.name(), Map.of());
        Map<String, Double> parents = run.parent()
                .map(parent -> losses.getOrDefault(parent, Map.of()))
                .orElse(Map.of());
        Optional<Double> old = Optional.ofNullable(own.get(report.oldDistribution()));
        Optional<Double> learned = newDistribution(report, run).map(own::get);
        return new Headline(
                run.name(),
                run.title(),
                run.replay().map(Share::percent),
                run.newDistribution(),
                own,
                old.flatMap(first -> learned.map(second -> (first + second) / 2)),
                old.flatMap(loss -> Optional.ofNullable(parents.get(report.oldDistribution()))
                        .map(before -> loss - before)),
                change(report, run, report.oldDistribution()),
                run.newDistribution().flatMap(name -> Optional.ofNullable(own.get(name))
                        .flatMap(loss -> Optional.ofNullable(parents.get(name)).map(before -> before - loss))),
                run.newDistribution().flatMap(name -> change(report, run, name)).map(Interval::negated),
                false);
    }

    private static Optional<Interval> change(Report report, RunCurve run, String distribution) {
        return report.losses().stream()
                .filter(model ->
                        model.run().equals(run.name()) && model.distribution().equals(distribution))
                .findFirst()
                .flatMap(ModelLosses::change)
                .flatMap(Change::interval);
    }

    /** A run that only pre-trained is averaged over the new distribution too, if there is but one to be meant. */
    private static Optional<String> newDistribution(Report report, RunCurve run) {
        List<String> all = report.runs().stream()
                .flatMap(each -> each.newDistribution().stream())
                .distinct()
                .toList();
        return run.newDistribution().or(() -> all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty());
    }

    private static List<Headline> marked(List<Headline> rows) {
        Map<String, Double> lowest = rows.stream()
                .filter(row ->
                        row.average().isPresent() && row.newDistribution().isPresent())
                .collect(Collectors.toMap(
                        row -> row.newDistribution().get(), row -> row.average().get(), Math::min));
        return rows.stream()
                .map(row -> row.withBestAverage(row.newDistribution()
                        .map(lowest::get)
                        .filter(best -> row.average().equals(Optional.of(best)))
                        .isPresent()))
                .toList();
    }

    private Headline withBestAverage(boolean best) {
        return new Headline(
                run,
                title,
                replay,
                newDistribution,
                losses,
                average,
                forgetting,
                forgettingInterval,
                adaptation,
                adaptationInterval,
                best);
    }
}
