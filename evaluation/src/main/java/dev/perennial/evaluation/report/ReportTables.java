package dev.perennial.evaluation.report;

import dev.perennial.conf.Share;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.report.FigureTable.Count;
import dev.perennial.evaluation.report.FigureTable.Real;
import dev.perennial.evaluation.report.FigureTable.Text;
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
                        new Text<>("run", ModelLosses::run),
                        new Text<>(
                                "title",
                                row -> run(row.run()).map(RunCurve::title).orElse("")),
                        new Text<>("parent", row -> parent(row.run())),
                        new Text<>("replay", row -> run(row.run())
                                .flatMap(RunCurve::replay)
                                .map(Share::toString)
                                .orElse(null)),
                        new Text<>("distribution", ModelLosses::distribution),
                        new Real<>("loss", ModelLosses::loss),
                        new Real<>("low", row -> low(row.interval())),
                        new Real<>("high", row -> high(row.interval())),
                        new Real<>("perplexity", ModelLosses::perplexity),
                        new Real<>("bits_per_byte", ModelLosses::bitsPerByte),
                        new Count<>("tokens", ModelLosses::tokens),
                        new Real<>(
                                "change",
                                row -> row.change().map(Change::difference).orElse(null)),
                        new Real<>("change_low", row -> low(row.change().flatMap(Change::interval))),
                        new Real<>("change_high", row -> high(row.change().flatMap(Change::interval)))),
                report.losses());
    }

    /** A row a model and domain. */
    FigureTable<DomainLoss> domains() {
        return new FigureTable<>(
                "domains",
                List.of(
                        new Text<>("run", DomainLoss::run),
                        new Text<>("parent", row -> parent(row.run())),
                        new Text<>("distribution", DomainLoss::distribution),
                        new Text<>("domain", DomainLoss::domain),
                        new Real<>("loss", DomainLoss::loss),
                        new Real<>("bits_per_byte", DomainLoss::bitsPerByte),
                        new Count<>("tokens", DomainLoss::tokens),
                        new Count<>("documents", DomainLoss::documents),
                        new Real<>("change", row -> row.change().orElse(null))),
                report.domains());
    }

    /** A row an evaluated point of a run and distribution; {@code before} are the tokens of its ancestors. */
    FigureTable<LossPoint> points() {
        return new FigureTable<>(
                "points",
                List.of(
                        new Text<>("run", LossPoint::run),
                        new Text<>("distribution", LossPoint::distribution),
                        new Count<>(
                                "before",
                                row -> run(row.run()).map(RunCurve::before).orElse(null)),
                        new Count<>("tokens", LossPoint::tokens),
                        new Real<>("loss", LossPoint::loss),
                        new Real<>("low", row -> low(row.interval())),
                        new Real<>("high", row -> high(row.interval())),
                        new Real<>("bits_per_byte", LossPoint::bitsPerByte)),
                report.points());
    }

    /** Of a model on a task or, where that has several, on a subject of it: one metric. */
    private record Answer(TaskFigures task, String subject, String metric, Figure figure) {}

    /** A row a model, task, metric and, where the task has several, subject; a row without one is the whole task's. */
    FigureTable<?> tasks() {
        return new FigureTable<Answer>(
                ReportWriter.TASKS,
                List.of(
                        new Text<>("model", row -> row.task.model()),
                        new Text<>("task", row -> row.task.task()),
                        new Text<>("format", row -> row.task.format()),
                        new Count<>("shots", row -> (long) row.task.shots()),
                        new Count<>("questions", row -> row.task.questions()),
                        new Real<>("chance", row -> row.task.chance().orElse(null)),
                        new Text<>("subject", row -> row.subject.isEmpty() ? null : row.subject),
                        new Text<>("metric", row -> row.metric),
                        new Real<>("value", row -> row.figure.value()),
                        new Real<>(
                                "standard_error",
                                row -> row.figure.standardError().orElse(null))),
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
                        new Text<>("run", step -> step.run.name()),
                        new Count<>("tokens", step -> step.run.tokens()[step.at]),
                        new Real<>("loss", step -> step.run.loss()[step.at]),
                        new Real<>("rate", step -> step.run.rate()[step.at]),
                        new Count<>("before", step -> step.run.before())),
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
