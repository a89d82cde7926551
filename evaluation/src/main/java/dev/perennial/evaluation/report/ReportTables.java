package dev.perennial.evaluation.report;

import static dev.perennial.evaluation.report.FigureTable.count;
import static dev.perennial.evaluation.report.FigureTable.real;
import static dev.perennial.evaluation.report.FigureTable.text;

import dev.perennial.conf.Share;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.tasks.Figure;
import dev.perennial.evaluation.tasks.TaskFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The figures of a report as tables, for spreadsheets, other people's plots and programs. */
record ReportTables(Report report, Map<String, RunCurve> runs) {

    static ReportTables of(Report report) {
        return new ReportTables(
                report, report.runs().stream().collect(Collectors.toMap(RunCurve::name, Function.identity())));
    }

    List<FigureTable<?>> all() {
        List<FigureTable<?>> all = new ArrayList<>(List.of(losses(), domains(), points(), curves()));
        if (!report.tasks().isEmpty()) {
            all.add(tasks());
        }
        return all;
    }

    /** A row a model and distribution. */
    FigureTable<ModelLosses> losses() {
        return new FigureTable<>(
                "losses",
                List.of(
                        text("run", ModelLosses::run),
                        text("title", row -> run(row.run()).map(RunCurve::title).orElse("")),
                        text("parent", row -> parent(row.run())),
                        text("replay", row -> run(row.run())
                                .flatMap(RunCurve::replay)
                                .map(Share::toString)
                                .orElse(null)),
                        text("distribution", ModelLosses::distribution),
                        real("loss", ModelLosses::loss),
                        real("low", row -> low(row.interval())),
                        real("high", row -> high(row.interval())),
                        real("perplexity", ModelLosses::perplexity),
                        real("bits_per_byte", ModelLosses::bitsPerByte),
                        count("tokens", ModelLosses::tokens),
                        real(
                                "change",
                                row -> row.change().map(Change::difference).orElse(null)),
                        real("change_low", row -> low(row.change().flatMap(Change::interval))),
                        real("change_high", row -> high(row.change().flatMap(Change::interval)))),
                report.losses());
    }

    /** A row a model and domain. */
    FigureTable<DomainLoss> domains() {
        return new FigureTable<>(
                "domains",
                List.of(
                        text("run", DomainLoss::run),
                        text("parent", row -> parent(row.run())),
                        text("distribution", DomainLoss::distribution),
                        text("domain", DomainLoss::domain),
                        real("loss", DomainLoss::loss),
                        real("bits_per_byte", DomainLoss::bitsPerByte),
                        count("tokens", DomainLoss::tokens),
                        count("documents", DomainLoss::documents),
                        real("change", row -> row.change().orElse(null))),
                report.domains());
    }

    /** A row an evaluated point of a run and distribution; {@code before} are the tokens of its ancestors. */
    FigureTable<LossPoint> points() {
        return new FigureTable<>(
                "points",
                List.of(
                        text("run", LossPoint::run),
                        text("distribution", LossPoint::distribution),
                        count(
                                "before",
                                row -> run(row.run()).map(RunCurve::before).orElse(null)),
                        count("tokens", LossPoint::tokens),
                        real("loss", LossPoint::loss),
                        real("low", row -> low(row.interval())),
                        real("high", row -> high(row.interval())),
                        real("bits_per_byte", LossPoint::bitsPerByte)),
                report.points());
    }

    /** Of a model on a task or, where that has several, on a subject of it: one metric. */
    private record Answer(TaskFigures task, String subject, String metric, Figure figure) {}

    /** A row a model, task, metric and, where the task has several, subject; a row without one is the whole task's. */
    FigureTable<?> tasks() {
        return new FigureTable<Answer>(
                ReportWriter.TASKS,
                List.of(
                        text("model", row -> row.task.model()),
                        text("task", row -> row.task.task()),
                        text("format", row -> row.task.format()),
                        count("shots", row -> (long) row.task.shots()),
                        count("questions", row -> row.task.questions()),
                        real("chance", row -> row.task.chance().orElse(null)),
                        text("subject", row -> row.subject.isEmpty() ? null : row.subject),
                        text("metric", row -> row.metric),
                        real("value", row -> row.figure.value()),
                        real("standard_error", row -> row.figure.standardError().orElse(null))),
                report.tasks().stream()
                        .flatMap(task -> Stream.concat(
                                answers(task, "", task.figures()),
                                task.subjects().entrySet().stream()
                                        .flatMap(each -> answers(task, each.getKey(), each.getValue()))))
                        .toList());
    }

    private static Stream<Answer> answers(TaskFigures task, String subject, Map<String, Figure> figures) {
        return figures.entrySet().stream().map(each -> new Answer(task, subject, each.getKey(), each.getValue()));
    }

    private record Step(RunCurve run, int at) {}

    /** A row a recorded step of a run. */
    FigureTable<?> curves() {
        return new FigureTable<Step>(
                "curves",
                List.of(
                        text("run", step -> step.run.name()),
                        count("tokens", step -> step.run.tokens()[step.at]),
                        real("loss", step -> step.run.loss()[step.at]),
                        real("rate", step -> step.run.rate()[step.at]),
                        count("before", step -> step.run.before())),
                report.runs().stream()
                        .flatMap(run -> IntStream.range(0, run.tokens().length).mapToObj(at -> new Step(run, at)))
                        .toList());
    }

    private Optional<RunCurve> run(String name) {
        return Optional.ofNullable(runs.get(name));
    }

    private String parent(String name) {
        return run(name).flatMap(RunCurve::parent).orElse(null);
    }

    private static Double low(Optional<Interval> interval) {
        return interval.map(Interval::low).orElse(null);
    }

    private static Double high(Optional<Interval> interval) {
        return interval.map(Interval::high).orElse(null);
    }
}
