package dev.perennial.conf;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Lines of CSV as RFC 4180 has them, but with line feeds alone. */
public final class Csv {
    private Csv() {}

    /** A line with its end; cells are quoted where they must be. */
    public static String line(Object... cells) {
        return Arrays.stream(cells).map(Csv::cell).collect(Collectors.joining(",", "", "\n"));
    }

    private static String cell(Object value) {
        String text = value.toString();
        boolean plain = text.chars().noneMatch(character -> ",\"\n\r".indexOf(character) >= 0);
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
