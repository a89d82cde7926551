package dev.perennial.evaluation.tasks;

import dev.perennial.conf.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Makes figures of scores. A question is answered by its likeliest choice, the first one of equals. */
public final class Scoring {
    private Scoring() {}

    /** @param scores in the order of the task's questions */
    public static TaskFigures figures(String model, Task task, List<QuestionScore> scores) {
        Map<String, List<Integer>> subjects = new TreeMap<>();
        for (int i = 0; i < scores.size(); i++) {
            subjects.computeIfAbsent(task.questions().get(i).subject(), unknown -> new ArrayList<>())
                    .add(i);
        }
        Map<String, Map<String, Figure>> parts = new TreeMap<>();
        subjects.forEach((subject, rows) -> parts.put(subject, figures(task, rows, scores)));
        Map<String, Figure> whole = new TreeMap<>();
        parts.values().iterator().next().keySet().forEach(metric -> whole.put(metric, pooled(metric, parts, subjects)));
        return new TaskFigures(
                model,
                task.name(),
                task.format().toString(),
                task.shots(),
                scores.size(),
                scores.stream().mapToLong(QuestionScore::truncated).sum(),
                chance(task),
                whole,
                parts.size() == 1 ? Map.of() : parts);
    }

    /** A line of JSON a question: what it was asked from, and what came out. */
    public static String lines(Task task, List<QuestionScore> scores) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < scores.size(); i++) {
            Question question = task.questions().get(i);
            QuestionScore score = scores.get(i);
            Map<String, Object> line = new TreeMap<>();
            line.put("place", question.place());
            line.put("log_likelihoods", score.logLikelihoods());
            if (question instanceof Question.Choice choice) {
                line.put("subject", choice.subject());
                line.put("gold", choice.gold());
            } else if (question instanceof Question.Cloze) {
                line.put("likeliest", score.likeliest().get(0));
            }
            lines.append(Json.line(line)).append('\n');
        }
        return lines.toString();
    }

    private static Figure pooled(
            String metric, Map<String, Map<String, Figure>> parts, Map<String, List<Integer>> subjects) {
        List<Figure> figures =
                parts.values().stream().map(each -> each.get(metric)).toList();
        return figures.size() == 1
                ? figures.get(0)
                : Statistics.pooled(
                        figures,
                        subjects.values().stream()
                                .map(rows -> (long) rows.size())
                                .toList());
    }

    private static Map<String, Figure> figures(Task task, List<Integer> rows, List<QuestionScore> scores) {
        return switch (task.format().kind()) {
            case CHOICE -> choices(task, rows, scores);
            case CLOZE ->
                Map.of(
                        "acc",
                        Statistics.mean(
                                values(rows, row -> scores.get(row).likeliest().get(0) ? 1 : 0)),
                        "perplexity",
                        Statistics.perplexity(values(
                                rows, row -> scores.get(row).logLikelihoods().get(0))));
            case PASSAGE -> passages(task, rows, scores);
        };
    }

    private static Map<String, Figure> choices(Task task, List<Integer> rows, List<QuestionScore> scores) {
        Map<String, Figure> figures = new TreeMap<>();
        figures.put("acc", right(task, rows, scores, choice -> 1));
        if (task.format().isNormalised()) {
            figures.put("acc_norm", right(task, rows, scores, choice -> choice.codePointCount(0, choice.length())));
            figures.put(
                    "acc_bytes", right(task, rows, scores, choice -> choice.getBytes(StandardCharsets.UTF_8).length));
        }
        return figures;
    }

    /** The share of questions whose gold choice is the likeliest for its length. */
    private static Figure right(
            Task task, List<Integer> rows, List<QuestionScore> scores, ToDoubleFunction<String> length) {
        return Statistics.mean(values(rows, row -> {
            Question.Choice question = (Question.Choice) task.questions().get(row);
            List<Double> logLikelihoods = scores.get(row).logLikelihoods();
            int best = 0;
            double highest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < logLikelihoods.size(); i++) {
                double value = logLikelihoods.get(i)
                        / length.applyAsDouble(question.choices().get(i));
                if (value > highest) {
                    highest = value;
                    best = i;
                }
            }
            return best == question.gold() ? 1 : 0;
        }));
    }

    private static Map<String, Figure> passages(Task task, List<Integer> rows, List<QuestionScore> scores) {
        double nats = 0;
        long words = 0;
        long bytes = 0;
        for (int row : rows) {
            Question.Passage passage = (Question.Passage) task.questions().get(row);
            nats -= scores.get(row).logLikelihoods().get(0);
            words += passage.words();
            bytes += passage.bytes();
        }
        return Map.of(
                "word_perplexity", new Figure(Math.exp(nats / words), Optional.empty()),
                "byte_perplexity", new Figure(Math.exp(nats / bytes), Optional.empty()),
                "bits_per_byte", new Figure(nats / bytes / Math.log(2), Optional.empty()));
    }

    private static Optional<Double> chance(Task task) {
        return task.format().kind() == TaskFormat.Kind.CHOICE
                ? Optional.of(task.questions().stream()
                        .mapToDouble(question ->
                                1.0 / ((Question.Choice) question).choices().size())
                        .average()
                        .orElseThrow())
                : Optional.empty();
    }

    private static double[] values(List<Integer> rows, ToDoubleFunction<Integer> value) {
        return rows.stream().mapToDouble(value).toArray();
    }
}
