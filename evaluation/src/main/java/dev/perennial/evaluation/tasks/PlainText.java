package dev.perennial.evaluation.tasks;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** Rows of a file without any markup: a line a passage (LAMBADA), a page between headings (WikiText), or the whole file. */
final class PlainText {
    private PlainText() {}

    static List<TaskRow> rows(Path file, String text, TaskFormat format) {
        return switch (format) {
            case LAMBADA -> lines(file, text);
            case WIKITEXT -> pages(file, text);
            case TEXT -> List.of(row(file, 1, text));
            case HELLASWAG, ARC, PIQA, OPENBOOKQA, WINOGRANDE, BOOLQ, MMLU, BELEBELE ->
                throw TaskRows.unreadable(
                        file.toString(),
                        "rows of " + format + " have fields, got '" + file.getName()
                                + "', expected .jsonl, .json, .parquet, .csv or .tsv",
                        null);
        };
    }

    private static List<TaskRow> lines(Path file, String text) {
        List<TaskRow> rows = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                rows.add(row(file, i + 1, lines[i].stripTrailing()));
            }
        }
        return rows;
    }

    private static List<TaskRow> pages(Path file, String text) {
        List<TaskRow> rows = new ArrayList<>();
        List<String> page = new ArrayList<>();
        int first = 1;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (isTitle(line)) {
                add(rows, file, first, page);
                page.clear();
                first = number;
            }
            page.add(line);
        }
        add(rows, file, first, page);
        return rows;
    }

    private static void add(List<TaskRow> rows, Path file, int line, List<String> page) {
        String text = String.join("\n", page);
        if (!text.isBlank()) {
            rows.add(row(file, line, text));
        }
    }

    /** {@code = Title =}, and not the {@code = = Section = =} of a page. */
    private static boolean isTitle(String line) {
        String joined = line.replace("= = =", "===").replace("= =", "==").strip();
        return joined.startsWith("= ") && joined.endsWith(" =");
    }

    private static TaskRow row(Path file, int line, String text) {
        return TaskRows.row(file, line, TaskRows.fields().put("text", text), "");
    }
}
