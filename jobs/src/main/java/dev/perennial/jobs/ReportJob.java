package dev.perennial.jobs;

import dev.perennial.evaluation.report.Report;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;

/** {@code report}: writes the page anew; what it reports on is made first where it does not stand. */
@Command(
        name = "report",
        description = "Writes report/index.html, with the same figures as JSON, CSV and Parquet beside it.")
public final class ReportJob extends ExperimentJob {
    public static void main(String[] arguments) {
        Perennial.run("report", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        Report report = new ReportBuilder(pipeline, configuration).build(new Evaluations(pipeline).losses());
        terminal.say("report: " + new Path(Reports.write(report, pipeline.store()), "index.html"));
    }
}
