package dev.perennial.evaluation.tasks;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import java.util.List;

/**
 * Where a task's questions are, and how they are asked.
 *
 * @param files globs; {@code .jsonl}, {@code .json}, {@code .parquet}, {@code .csv}, {@code .tsv} or {@code .txt}, by name
 * @param labels a file of answers for each of the files, a line a row, where the rows have none (PIQA)
 * @param shots how many solved examples stand before a question
 * @param examples globs of the files that they are drawn from; without them, the questions themselves, less the one that is asked
 * @param exampleLabels as labels, for the examples
 * @param suffix of fields that are read in place of those without it, such as {@code _de}
 * @param limit how many of the first questions are asked; 0 for all
 */
public record TaskSource(
        TaskFormat format,
        List<String> files,
        @Default("[]") List<String> labels,
        @Default("0") int shots,
        @Default("[]") List<String> examples,
        @Default("[]") List<String> exampleLabels,
        @Default("\"\"") String suffix,
        @Default("0") int limit) {

    public TaskSource {
        if (files.isEmpty()) {
            throw refused("files are missing, got [], expected at least one");
        }
        if (shots > 0 && format.kind() == TaskFormat.Kind.PASSAGE) {
            throw refused("whole texts have no examples before them, got shots = " + shots + ", expected 0");
        }
        if (shots == 0 && !examples.isEmpty()) {
            throw refused("examples are named but none is used, got shots = 0, expected at least 1");
        }
    }

    /** Questions as they are asked without examples. */
    public static TaskSource of(TaskFormat format, List<String> files) {
        return new TaskSource(format, files, List.of(), 0, List.of(), List.of(), "", 0);
    }

    private static PerennialException refused(String reason) {
        return new PerennialException(ErrorCode.CONFIGURATION, "Cannot ask a task: " + reason + ".");
    }
}
