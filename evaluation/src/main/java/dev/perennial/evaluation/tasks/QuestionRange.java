package dev.perennial.evaluation.tasks;

import java.util.ArrayList;
import java.util.List;

/** Cuts questions into ranges that are scored together: so many, or fewer where their texts are long. */
public final class QuestionRange {
    static final int MOST_QUESTIONS = 128;
    static final int MOST_CHARACTERS = 1 << 19;

    private QuestionRange() {}

    /** The ranges in order; they depend on nothing but the questions. */
    public static List<List<Question>> of(List<Question> questions) {
        List<List<Question>> ranges = new ArrayList<>();
        List<Question> range = new ArrayList<>();
        long characters = 0;
        for (Question question : questions) {
            long more = characters(question);
            if (!range.isEmpty() && (range.size() == MOST_QUESTIONS || characters + more > MOST_CHARACTERS)) {
                ranges.add(List.copyOf(range));
                range.clear();
                characters = 0;
            }
            range.add(question);
            characters += more;
        }
        if (!range.isEmpty()) {
            ranges.add(List.copyOf(range));
        }
        return ranges;
    }

    private static long characters(Question question) {
        if (question instanceof Question.Passage passage) {
            return passage.text().length();
        }
        return question instanceof Question.Choice choice
                ? choice.requests().stream()
                        .mapToLong(QuestionRange::characters)
                        .sum()
                : characters(((Question.Cloze) question).request());
    }

    private static long characters(Request request) {
        return request.context().length() + (long) request.continuation().length();
    }
}
