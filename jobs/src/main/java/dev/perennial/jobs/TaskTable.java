package dev.perennial.jobs;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.perennial.evaluation.tasks.Figure;
import dev.perennial.evaluation.tasks.TaskFigures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What models reached on tasks, for a terminal: models side by side on each task, figures with their standard errors, and how many
 * continuations had a longer context than the model's.
 */
final class TaskTable {
    private TaskTable() {}

    static String of(List<TaskFigures> figures) {
        List<String> metrics = Stream.of(
                        "acc",
                        "acc_norm",
                        "acc_bytes",
                        "perplexity",
                        "word_perplexity",
                        "byte_perplexity",
                        "bits_per_byte")
                .filter(metric ->
                        figures.stream().anyMatch(each -> each.figures().containsKey(metric)))
                .toList();
        List<Column> columns = new ArrayList<>(
                List.of(left("task"), left("model"), right("shots"), right("questions"), right("chance")));
        metrics.forEach(metric -> columns.add(right(metric)));
        boolean isCut = figures.stream().anyMatch(each -> each.truncated() > 0);
        if (isCut) {
            columns.add(right("contexts cut"));
        }
        String[][] rows = figures.stream()
                .sorted(Comparator.comparing(TaskFigures::task))
                .map(each -> row(each, metrics, isCut))
                .toArray(String[][]::new);
        return AsciiTable.getTable(AsciiTable.FANCY_ASCII, columns.toArray(Column[]::new), rows);
    }

    private static String[] row(TaskFigures each, List<String> metrics, boolean isCut) {
        List<String> cells = new ArrayList<>(List.of(
                each.task(),
                each.model(),
                Integer.toString(each.shots()),
                String.format(Locale.ROOT, "%,d", each.questions()),
                each.chance().map(TaskTable::number).orElse("")));
        metrics.forEach(metric -> cells.add(figure(each.figures(), metric)));
        if (isCut) {
            cells.add(String.format(Locale.ROOT, "%,d", each.truncated()));
        }
        return cells.toArray(String[]::new);
    }

    private static String figure(Map<String, Figure> figures, String metric) {
        Figure figure = figures.get(metric);
        return figure == null
                ? ""
                : number(figure.value())
                        + figure.standardError()
                                .map(error -> " ± " + number(error))
                                .orElse("");
    }

    private static String number(double value) {
        String format = value < 100 ? "%.4f" : value < 1_000_000 ? "%,.1f" : "%.3e";
        return String.format(Locale.ROOT, format, value);
    }

    private static Column left(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT);
    }

    private static Column right(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.RIGHT).headerAlign(HorizontalAlign.RIGHT);
    }
}
