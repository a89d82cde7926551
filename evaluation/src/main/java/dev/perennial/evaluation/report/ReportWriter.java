package dev.perennial.evaluation.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes a report to any Hadoop file system: {@code index.html} for people, {@code report.json} and CSV files for programs. */
public final class ReportWriter {
    /** There only if models were asked tasks. */
    static final String TASKS = "tasks.csv";

    private ReportWriter() {}

    /** Writes the files into the folder, over those that stand; the page comes last. */
    public static void write(Report report, FileSystem store, Path folder) throws IOException {
        store.mkdirs(folder);
        write(store, new Path(folder, "report.json"), ReportJson.of(report));
        write(store, new Path(folder, "losses.csv"), ReportCsv.losses(report));
        write(store, new Path(folder, "curves.csv"), ReportCsv.curves(report));
        Path tasks = new Path(folder, TASKS);
        if (report.tasks().isEmpty()) {
            store.delete(tasks, false);
        } else {
            write(store, tasks, ReportCsv.tasks(report));
        }
        write(store, new Path(folder, "index.html"), ReportPage.of(report));
    }

    static void write(FileSystem store, Path file, String text) throws IOException {
        try (OutputStream out = store.create(file, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
