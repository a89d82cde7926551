package dev.perennial.jobs;

import dev.perennial.conf.Json;
import dev.perennial.evaluation.EvaluatedLoss;
import dev.perennial.evaluation.report.Report;
import java.util.List;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;

/** {@code run}: the whole pipeline of an experiment, each step skipped if its artefact stands. */
@Command(name = "run", description = "Runs a whole experiment: tokenise, mix, train, evaluate, report.")
public final class RunJob extends ExperimentJob {
    public static void main(String[] arguments) {
        Perennial.run("run", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        new TaskEvaluations(pipeline).check();
        // Before hours of training: much overlap is a reason to mend the corpora first.
        OverlapText.of(new Overlaps(pipeline).ofExperiment()).forEach(terminal::say);
        List<EvaluatedLoss> losses = new Evaluations(pipeline).losses();
        Report report = new ReportBuilder(pipeline, configuration).build(losses);
        Path folder = Reports.write(report, pipeline.store());
        terminal.say(LossTable.of(report));
        if (!report.tasks().isEmpty()) {
            terminal.say(TaskTable.of(report.tasks()));
        }
        terminal.say("report: " + new Path(folder, "index.html"));
        if (json) {
            losses.forEach(loss -> System.out.println(Json.line(EvaluateJob.Line.of(loss))));
        }
    }
}
