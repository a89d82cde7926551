package dev.perennial.evaluation.report;

import dev.perennial.conf.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes a report to any Hadoop file system: {@code index.html} for people, {@code report.json} and tables as CSV and Parquet for programs. */
public final class ReportWriter {
    /** There only if models were asked tasks. */
    static final String TASKS = "tasks";

    private ReportWriter() {}

    /** Writes the files into the folder, over those that stand; the page comes last. */
    public static void write(Report report, FileSystem store, Path folder) throws IOException {
        store.mkdirs(folder);
        removeLeftovers(store, folder);
        write(store, new Path(folder, "report.json"), ReportJson.of(report));
        List<FigureTable<?>> tables = ReportTables.of(report).all();
        if (report.tasks().isEmpty()) {
            store.delete(new Path(folder, TASKS + ".csv"), false);
            store.delete(new Path(folder, TASKS + ".parquet"), false);
        }
        for (FigureTable<?> table : tables) {
            write(store, new Path(folder, table.name() + ".csv"), table.csv());
            table.writeParquet(store, folder);
        }
        write(store, new Path(folder, "index.html"), ReportPage.of(report));
    }

    /** What a report that was killed had begun. */
    private static void removeLeftovers(FileSystem store, Path folder) throws IOException {
        for (FileStatus file : store.listStatus(folder)) {
            if (WholeFile.isTemporary(file.getPath().getName())) {
                store.delete(file.getPath(), false);
            }
        }
    }

    static void write(FileSystem store, Path file, String text) throws IOException {
        try (OutputStream out = store.create(file, true)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
