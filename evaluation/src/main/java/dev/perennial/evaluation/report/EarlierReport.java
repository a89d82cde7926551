package dev.perennial.evaluation.report;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.evaluation.advice.KnownShift;
import dev.perennial.evaluation.advice.Outcome;
import dev.perennial.evaluation.law.MixturePoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A {@code report.json} read back, as far as it is evidence: which runs continued which parent, with how much replay, and what they lost and
 * learned. Runs are comparable if parent, new distribution, tokens and peak rate are the same.
 */
public final class EarlierReport {
    private static final double FLOPS_A_PARAMETER = 6;

    private final Figures figures;

    private EarlierReport(Figures figures) {
        this.figures = figures;
    }

    /** The part of the file that is read. */
    private record Figures(
            String title, String oldDistribution, List<Run> runs, List<Losses> losses, List<Cost> costs) {}

    private record Run(
            String name,
            Optional<String> parent,
            Optional<Share> replay,
            Optional<String> newDistribution,
            long[] tokens,
            double[] rate) {
        boolean isContinued() {
            return parent.isPresent() && newDistribution.isPresent() && tokens.length > 0;
        }

        Share replayed() {
            return replay.orElse(Share.NONE);
        }

        double peak() {
            return Arrays.stream(rate).max().orElse(0);
        }

        long length() {
            return tokens[tokens.length - 1];
        }
    }

    private record Losses(String run, String distribution, double loss) {}

    private record Cost(String stage, Optional<Long> tokens, Optional<Double> flops) {}

    /** Runs that differ in their replay alone. */
    private record Group(String parent, String newDistribution, long tokens, double peak) {
        static Group of(Run run) {
            return new Group(run.parent().orElseThrow(), run.newDistribution().orElseThrow(), run.length(), run.peak());
        }
    }

    /** @param source where the text came from, for errors */
    public static EarlierReport read(String text, String source) {
        Figures figures = ReportJson.read(text, Figures.class, source);
        if (figures.title() == null
                || figures.oldDistribution() == null
                || figures.runs() == null
                || figures.losses() == null
                || figures.costs() == null) {
            throw new PerennialException(
                    ErrorCode.MALFORMED_DATA,
                    "Cannot read '" + source
                            + "': it is no report of an experiment, expected title, oldDistribution, runs,"
                            + " losses and costs. Name the report.json that `report` writes.");
        }
        return new EarlierReport(figures);
    }

    /** The shifts that its runs continued through. */
    public List<KnownShift> shifts() {
        Map<Group, List<Run>> groups = new LinkedHashMap<>();
        figures.runs().stream().filter(Run::isContinued).forEach(run -> groups.computeIfAbsent(
                        Group.of(run), ignored -> new ArrayList<>())
                .add(run));
        List<KnownShift> shifts = new ArrayList<>();
        groups.forEach((group, runs) -> shift(group, runs).ifPresent(shifts::add));
        return shifts;
    }

    private Optional<KnownShift> shift(Group group, List<Run> runs) {
        String old = figures.oldDistribution();
        OptionalDouble before = loss(group.parent(), old);
        OptionalDouble after = loss(group.parent(), group.newDistribution());
        List<Outcome> outcomes = new ArrayList<>();
        for (Run run : runs) {
            OptionalDouble oldLoss = loss(run.name(), old);
            OptionalDouble newLoss = loss(run.name(), group.newDistribution());
            if (oldLoss.isPresent() && newLoss.isPresent()) {
                outcomes.add(new Outcome(run.replayed(), oldLoss.getAsDouble(), newLoss.getAsDouble()));
            }
        }
        return before.isEmpty() || after.isEmpty() || outcomes.isEmpty()
                ? Optional.empty()
                : Optional.of(new KnownShift(
                        String.format(
                                "%s (%s to %s after %s)",
                                figures.title(), old, group.newDistribution(), group.parent()),
                        KnownShift.Source.REPORT,
                        old,
                        group.newDistribution(),
                        Math.round(parameters(runs.get(0).name())),
                        before.getAsDouble(),
                        after.getAsDouble() / before.getAsDouble(),
                        outcomes));
    }

    /** Those that runs were continued on. */
    public List<String> newDistributions() {
        return figures.runs().stream()
                .filter(Run::isContinued)
                .map(run -> run.newDistribution().orElseThrow())
                .distinct()
                .toList();
    }

    public String oldDistribution() {
        return figures.oldDistribution();
    }

    /** What the runs continued on a new distribution came to on the old one. */
    public List<MixturePoint> forgetting(String newDistribution) {
        return points(newDistribution, oldDistribution());
    }

    /** What they came to on the new one itself. */
    public List<MixturePoint> learning(String newDistribution) {
        return points(newDistribution, newDistribution);
    }

    /** Of the runs that share a parent and a peak rate; if several do, of the most. */
    private List<MixturePoint> points(String newDistribution, String of) {
        Map<String, List<Run>> alike = new LinkedHashMap<>();
        figures.runs().stream()
                .filter(Run::isContinued)
                .filter(run -> run.newDistribution().equals(Optional.of(newDistribution)))
                .forEach(run -> alike.computeIfAbsent(
                                run.parent().orElseThrow() + " at " + run.peak(), ignored -> new ArrayList<>())
                        .add(run));
        List<MixturePoint> points = new ArrayList<>();
        for (Run run :
                alike.values().stream().max(Comparator.comparingInt(List::size)).orElse(List.of())) {
            Share share = of.equals(newDistribution) ? run.replayed().complement() : run.replayed();
            loss(run.name(), of)
                    .ifPresent(loss -> points.add(new MixturePoint(
                            run.name(), parameters(run.name()), run.length(), share.approximately(), loss)));
        }
        return points;
    }

    private OptionalDouble loss(String run, String distribution) {
        return figures.losses().stream()
                .filter(row -> row.run().equals(run) && row.distribution().equals(distribution))
                .mapToDouble(Losses::loss)
                .findFirst();
    }

    /** A report has no shapes of models, but their cost: about 6 operations a parameter and token. */
    private double parameters(String run) {
        return figures.costs().stream()
                .filter(cost -> cost.stage().equals(run)
                        && cost.tokens().isPresent()
                        && cost.flops().isPresent())
                .mapToDouble(cost -> cost.flops().orElseThrow() / cost.tokens().orElseThrow() / FLOPS_A_PARAMETER)
                .findFirst()
                .orElseThrow(() -> new PerennialException(
                        ErrorCode.MALFORMED_DATA,
                        "Cannot read the report '" + figures.title() + "': it has no cost of run '" + run
                                + "'. Write it anew with `report`."));
    }
}
