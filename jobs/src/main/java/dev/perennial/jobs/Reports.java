package dev.perennial.jobs;

import dev.perennial.conf.Store;
import dev.perennial.evaluation.report.Report;
import dev.perennial.evaluation.report.ReportWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;

/** Puts the report of an experiment at a fixed place of its workspace: {@code report/index.html}. */
final class Reports {
    private Reports() {}

    static Path write(Report report, Store store) {
        Path folder = new Path(store.root(), "report");
        try {
            ReportWriter.write(report, store.fileSystem(folder), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }
}
