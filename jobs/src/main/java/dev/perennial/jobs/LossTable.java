package dev.perennial.jobs;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.report.Headline;
import dev.perennial.evaluation.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The report's first table, for a terminal: validation loss in nats a token, changes with their 95 % intervals. */
final class LossTable {
    private static final String NOTHING = "";

    private LossTable() {}

    static String of(Report report) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column().header("run").dataAlign(HorizontalAlign.LEFT));
        columns.add(right("replay"));
        report.distributions().forEach(distribution -> columns.add(right("loss on " + distribution.name())));
        columns.add(right("average old, new"));
        columns.add(right("forgot " + report.oldDistribution()));
        columns.add(right("learned new"));
        String[][] rows =
                Headline.rows(report).stream().map(row -> row(row, report)).toArray(String[][]::new);
        return AsciiTable.getTable(AsciiTable.FANCY_ASCII, columns.toArray(Column[]::new), rows);
    }

    private static String[] row(Headline row, Report report) {
        List<String> cells = new ArrayList<>();
        cells.add(row.run());
        cells.add(row.replay().orElse(NOTHING));
        report.distributions()
                .forEach(distribution ->
                        cells.add(number(Optional.ofNullable(row.losses().get(distribution.name())), "%.3f")));
        cells.add(number(row.average(), "%.3f"));
        cells.add(number(row.forgetting(), "%+.3f") + within(row.forgettingInterval()));
        cells.add(number(row.adaptation(), "%+.3f") + within(row.adaptationInterval()));
        return cells.toArray(String[]::new);
    }

    private static String within(Optional<Interval> interval) {
        return interval.map(bounds -> String.format(Locale.ROOT, " [%+.3f, %+.3f]", bounds.low(), bounds.high()))
                .orElse(NOTHING);
    }

    private static String number(Optional<Double> value, String format) {
        return value.map(number -> String.format(Locale.ROOT, format, number)).orElse(NOTHING);
    }

    private static Column right(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.RIGHT).headerAlign(HorizontalAlign.RIGHT);
    }
}
