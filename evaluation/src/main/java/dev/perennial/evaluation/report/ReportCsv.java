package dev.perennial.evaluation.report;

import dev.perennial.conf.Csv;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.tasks.Figure;
import dev.perennial.evaluation.tasks.TaskFigures;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The figures of a report as CSV (RFC 4180, with line feeds), for spreadsheets and other people's plots. */
final class ReportCsv {
    private ReportCsv() {}

    /** A line a model and distribution. */
    static String losses(Report report) {
        Map<String, RunCurve> runs = new HashMap<>();
        report.runs().forEach(run -> runs.put(run.name(), run));
        StringBuilder csv =
                new StringBuilder("run,title,parent,replay,distribution,loss,low,high,perplexity,bits_per_byte,tokens,"
                        + "change,change_low,change_high\n");
        for (ModelLosses model : report.losses()) {
            Optional<RunCurve> run = Optional.ofNullable(runs.get(model.run()));
            csv.append(Csv.line(
                    model.run(),
                    run.map(RunCurve::title).orElse(""),
                    run.flatMap(RunCurve::parent).orElse(""),
                    run.flatMap(RunCurve::replay).map(Object::toString).orElse(""),
                    model.distribution(),
                    model.loss(),
                    low(model.interval()),
                    high(model.interval()),
                    model.perplexity(),
                    model.bitsPerByte(),
                    model.tokens(),
                    model.change().map(change -> (Object) change.difference()).orElse(""),
                    low(model.change().flatMap(Change::interval)),
                    high(model.change().flatMap(Change::interval))));
        }
        return csv.toString();
    }

    /** A line a recorded point of a run. */
    static String curves(Report report) {
        StringBuilder csv = new StringBuilder("run,tokens,loss,rate\n");
        for (RunCurve run : report.runs()) {
            for (int point = 0; point < run.tokens().length; point++) {
                csv.append(Csv.line(run.name(), run.tokens()[point], run.loss()[point], run.rate()[point]));
            }
        }
        return csv.toString();
    }

    /** A line a model, task, metric and, where the task has several, subject; a line without one is the whole task's. */
    static String tasks(Report report) {
        StringBuilder csv =
                new StringBuilder("model,task,format,shots,questions,chance,subject,metric,value,standard_error\n");
        for (TaskFigures task : report.tasks()) {
            lines(csv, task, "", task.figures());
            task.subjects().forEach((subject, figures) -> lines(csv, task, subject, figures));
        }
        return csv.toString();
    }

    private static void lines(StringBuilder csv, TaskFigures task, String subject, Map<String, Figure> figures) {
        figures.forEach((metric, figure) -> csv.append(Csv.line(
                task.model(),
                task.task(),
                task.format(),
                task.shots(),
                task.questions(),
                task.chance().map(chance -> (Object) chance).orElse(""),
                subject,
                metric,
                figure.value(),
                figure.standardError().map(error -> (Object) error).orElse(""))));
    }

    private static Object low(Optional<Interval> interval) {
        return interval.map(bounds -> (Object) bounds.low()).orElse("");
    }

    private static Object high(Optional<Interval> interval) {
        return interval.map(bounds -> (Object) bounds.high()).orElse("");
    }
}
