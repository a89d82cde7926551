package dev.perennial.jobs;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.perennial.conf.Tokens;
import dev.perennial.training.schedule.Segment;
import java.util.List;

/** The phases of stages with their boundaries, for a terminal. */
final class ScheduleTable {
    private ScheduleTable() {}

    static String of(List<String> stages, Experiment experiment) {
        Column[] columns = {
            left("stage"), left("phase"), right("from token"), right("to token"), right("from rate"), right("to rate")
        };
        String[][] rows = stages.stream()
                .flatMap(name -> segments(experiment.stages().get(name), experiment).stream()
                        .map(segment -> row(name, segment)))
                .toArray(String[][]::new);
        return AsciiTable.getTable(AsciiTable.FANCY_ASCII, columns, rows);
    }

    private static List<Segment> segments(Stage stage, Experiment experiment) {
        Tokens trained = ExperimentReader.trained(stage, experiment.model().context());
        return stage.schedule().segments(trained);
    }

    private static String[] row(String stage, Segment segment) {
        return new String[] {
            stage,
            segment.phase().toString(),
            segment.from().toString(),
            segment.to().toString(),
            Double.toString(segment.start()),
            Double.toString(segment.end())
        };
    }

    private static Column left(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT);
    }

    private static Column right(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.RIGHT).headerAlign(HorizontalAlign.RIGHT);
    }
}
