package dev.perennial.evaluation.spark;

import dev.perennial.evaluation.tasks.Task;
import dev.perennial.evaluation.tasks.TaskSource;
import dev.perennial.tokenize.spark.InputFile;
import dev.perennial.tokenize.spark.InputFiles;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Finds a task's files as those of a corpus are found, and reads them. */
public final class TaskFiles {
    private TaskFiles() {}

    public static Task read(String name, TaskSource source, Configuration hadoop) {
        Task.Files files = new Task.Files(
                paths(source.files(), hadoop),
                paths(source.labels(), hadoop),
                paths(source.examples(), hadoop),
                paths(source.exampleLabels(), hadoop));
        return Task.read(name, source, files, hadoop);
    }

    private static List<Path> paths(List<String> globs, Configuration hadoop) {
        return globs.isEmpty()
                ? List.of()
                : InputFiles.list(globs, hadoop).stream()
                        .map(InputFile::path)
                        .map(Path::new)
                        .toList();
    }
}
