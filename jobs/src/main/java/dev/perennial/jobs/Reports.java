package dev.perennial.jobs;

import dev.perennial.conf.Store;
import dev.perennial.evaluation.report.Report;
import dev.perennial.evaluation.report.ReportWriter;
import dev.perennial.evaluation.report.TokenizerReport;
import dev.perennial.evaluation.report.TokenizerReportWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;

/** Puts the report of an experiment at a fixed place of its workspace: {@code report/index.html}, if not told otherwise. */
final class Reports {
    private Reports() {}

    static Path write(Report report, Store store) {
        return write(report, store, "report");
    }

    static Path write(Report report, Store store, String name) {
        Path folder = new Path(store.root(), name);
        try {
            ReportWriter.write(report, store.fileSystem(folder), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** Beside it, with a page of its own: {@code report/tokenizers.html}. */
    static Path write(TokenizerReport report, Store store) {
        Path folder = new Path(store.root(), "report");
        try {
            return TokenizerReportWriter.write(report, store.fileSystem(folder), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
