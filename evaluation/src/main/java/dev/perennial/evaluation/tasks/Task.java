package dev.perennial.evaluation.tasks;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Problems;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Questions, ready to be asked.
 *
 * @param fingerprint of what is asked, wherever it was read from
 */
public record Task(String name, TaskFormat format, int shots, List<Question> questions, Fingerprint fingerprint) {
    private static final int MOST_PROBLEMS = 20;

    /** The paths that a source's globs stand for. */
    public record Files(List<Path> questions, List<Path> labels, List<Path> examples, List<Path> exampleLabels) {}

    /** Reads a task; all malformed rows are told at once, up to {@value #MOST_PROBLEMS}. */
    public static Task read(String name, TaskSource source, Files files, Configuration hadoop) {
        List<Question> questions = source.format().kind() == TaskFormat.Kind.PASSAGE
                ? passages(source, files, hadoop)
                : prompted(source, files, hadoop);
        if (questions.isEmpty()) {
            throw new PerennialException(
                    ErrorCode.TOO_LITTLE_DATA,
                    "Cannot ask the task '" + name + "': it has no questions, got " + files.questions()
                            + ", expected at least one row.");
        }
        return new Task(name, source.format(), source.shots(), questions, fingerprint(questions));
    }

    private static List<Question> passages(TaskSource source, Files files, Configuration hadoop) {
        List<Question> passages = new ArrayList<>();
        Problems problems = new Problems();
        for (TaskRow row : limited(rows(files.questions(), List.of(), source, hadoop), source)) {
            attempt(problems, () -> passages.add(Passages.of(source.format(), row)));
        }
        problems.throwIfAny();
        return passages;
    }

    private static List<Question> prompted(TaskSource source, Files files, Configuration hadoop) {
        List<Prompt> all = prompts(files.questions(), files.labels(), source, hadoop);
        boolean own = files.examples().isEmpty();
        List<Prompt> pool = own ? all : prompts(files.examples(), files.exampleLabels(), source, hadoop);
        Shots shots = new Shots(pool, source.shots(), source.format().draw(), own);
        List<Question> questions = new ArrayList<>();
        for (Prompt prompt : limited(all, source)) {
            questions.add(prompt.after(shots.before(prompt), source.format().kind()));
        }
        return questions;
    }

    private static List<Prompt> prompts(List<Path> files, List<Path> labels, TaskSource source, Configuration hadoop) {
        List<Prompt> prompts = new ArrayList<>();
        Problems problems = new Problems();
        for (TaskRow row : rows(files, labels, source, hadoop)) {
            attempt(problems, () -> prompts.add(Prompts.of(source.format(), row)));
        }
        problems.throwIfAny();
        return prompts;
    }

    private static List<TaskRow> rows(List<Path> files, List<Path> labels, TaskSource source, Configuration hadoop) {
        if (!labels.isEmpty() && labels.size() != files.size()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot label rows: there is not a file of labels for each file, got " + labels.size()
                            + ", expected " + files.size() + ".");
        }
        List<TaskRow> rows = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            List<TaskRow> read = TaskRows.read(files.get(i), source, hadoop);
            rows.addAll(labels.isEmpty() ? read : TaskRows.labelled(read, labels.get(i), hadoop));
        }
        return rows;
    }

    private static void attempt(Problems problems, Runnable row) {
        try {
            row.run();
        } catch (PerennialException e) {
            problems.add("", e);
            if (problems.all().size() == MOST_PROBLEMS) {
                problems.throwIfAny();
            }
        }
    }

    private static <T> List<T> limited(List<T> rows, TaskSource source) {
        return source.limit() == 0 ? rows : rows.subList(0, Math.min(source.limit(), rows.size()));
    }

    private static Fingerprint fingerprint(List<Question> questions) {
        MessageDigest digest = Fingerprint.newSha256();
        for (Question question : questions) {
            digest.update((Json.line(question.asked()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return Fingerprint.ofDigest(digest.digest());
    }
}
