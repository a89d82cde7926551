package dev.perennial.evaluation.tasks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.hadoop.fs.Path;

/**
 * Rows of CSV, or of the same with tabs for commas: with a line of names, or as MMLU has them without: question, four choices, answer, the
 * subject in the file's name.
 */
final class CsvTable {
    private static final int MMLU_CELLS = 6;

    private CsvTable() {}

    static List<TaskRow> rows(Path file, String text, char delimiter, TaskSource source) throws IOException {
        List<TaskRow> rows = new ArrayList<>();
        CSVFormat layout = CSVFormat.DEFAULT.builder().setDelimiter(delimiter).build();
        try (CSVParser records = CSVParser.parse(text, layout)) {
            List<String> names = null;
            for (CSVRecord cells : records) {
                if (names == null) {
                    names = names(cells, source.format());
                    if (!names.isEmpty()) {
                        continue;
                    }
                }
                // The parser counts lines up to the record's end.
                long line = records.getCurrentLineNumber() - innerLines(cells);
                ObjectNode fields = names.isEmpty() ? unnamed(file, line, cells) : named(names, cells);
                rows.add(TaskRows.row(file, line, fields, source.suffix()));
            }
        } catch (UncheckedIOException e) {
            throw TaskRows.unreadable(
                    file.toString(), "it is no CSV: " + e.getCause().getMessage(), e);
        }
        return rows;
    }

    /** What the columns are called; none where the first line is a row already. */
    private static List<String> names(CSVRecord first, TaskFormat format) {
        List<String> cells = first.toList();
        boolean named = format != TaskFormat.MMLU || cells.stream().anyMatch("answer"::equalsIgnoreCase);
        return named ? cells : List.of();
    }

    private static ObjectNode named(List<String> names, CSVRecord cells) {
        ObjectNode fields = TaskRows.fields();
        for (int i = 0; i < Math.min(names.size(), cells.size()); i++) {
            fields.put(names.get(i), cells.get(i));
        }
        return fields;
    }

    private static ObjectNode unnamed(Path file, long line, CSVRecord cells) {
        ObjectNode fields = TaskRows.fields();
        if (cells.size() != MMLU_CELLS) {
            throw TaskRows.row(file, line, fields, "")
                    .refused("it is no row of MMLU", cells.size() + " cells", "question, four choices, answer");
        }
        fields.put("question", cells.get(0));
        ArrayNode choices = fields.putArray("choices");
        for (int i = 1; i < MMLU_CELLS - 1; i++) {
            choices.add(cells.get(i));
        }
        fields.put("answer", cells.get(MMLU_CELLS - 1));
        fields.put(Mmlu.SUBJECT, file.getName().replaceFirst("\\.csv$", "").replaceFirst("_(test|dev|val|train)$", ""));
        return fields;
    }

    private static long innerLines(CSVRecord cells) {
        return cells.stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
    }
}
