package dev.perennial.jobs;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.perennial.evaluation.law.LawFit;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A fit for a terminal: its parameters, how well it holds, and measured beside fitted losses. */
final class FitText {
    private static final int ROWS = 12;
    private static final double WHOLE = 1e15;

    private FitText() {}

    static String of(LawFit fit) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %s%n%,d points, RMSE %.4f nats, R2 %.4f%n",
                fit.title(),
                fit.formula(),
                fit.points().size(),
                fit.rmse(),
                fit.rSquared()));
        text.append(table(
                List.of("parameter", "value", "95 % interval", ""),
                fit.parameters().stream().map(FitText::row).toArray(String[][]::new)));
        text.append('\n');
        text.append(table(
                List.of("run", fit.axis(), "measured", "fitted", "difference"),
                some(fit.points()).stream().map(FitText::row).toArray(String[][]::new)));
        fit.notes().forEach(note -> text.append("\n    ").append(note));
        return text.toString();
    }

    private static String[] row(LawFit.Parameter parameter) {
        return new String[] {
            parameter.name(),
            figures(parameter.value()),
            parameter
                    .interval()
                    .map(bounds -> figures(bounds.low()) + " to " + figures(bounds.high()))
                    .orElse(""),
            parameter.identified() ? "" : "not identified"
        };
    }

    private static String[] row(LawFit.Point point) {
        return new String[] {
            point.run(),
            figures(point.at()),
            String.format(Locale.ROOT, "%.4f", point.measured()),
            String.format(Locale.ROOT, "%.4f", point.fitted()),
            String.format(Locale.ROOT, "%+.4f", point.measured() - point.fitted())
        };
    }

    /** The first, the last, and some between at even distances. */
    private static List<LawFit.Point> some(List<LawFit.Point> points) {
        int rows = Math.min(ROWS, points.size());
        return IntStream.range(0, rows)
                .mapToObj(row -> points.get(rows == 1 ? 0 : (int) ((long) row * (points.size() - 1) / (rows - 1))))
                .toList();
    }

    private static String figures(double value) {
        return value == Math.rint(value) && Math.abs(value) < WHOLE
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.4g", value);
    }

    private static String table(List<String> headers, String[][] rows) {
        Column[] columns = IntStream.range(0, headers.size())
                .mapToObj(index -> new Column()
                        .header(headers.get(index))
                        .headerAlign(index == 0 ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT)
                        .dataAlign(index == 0 ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT))
                .toArray(Column[]::new);
        return AsciiTable.getTable(AsciiTable.FANCY_ASCII, columns, rows);
    }
}
