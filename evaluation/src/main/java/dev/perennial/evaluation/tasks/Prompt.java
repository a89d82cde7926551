package dev.perennial.evaluation.tasks;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A row as it is put to a model, before any examples.
 *
 * @param subject of a row whose task has several; else empty
 * @param description what stands before everything, examples included
 * @param contexts what is given, for each choice
 * @param continuations what is scored after each context, the space before it included
 * @param choices whose lengths the likelihoods may be divided by
 * @param gold the place of the right choice
 * @param example the row with its answer, as an example for others
 */
record Prompt(
        String place,
        String subject,
        String description,
        List<String> contexts,
        List<String> continuations,
        List<String> choices,
        int gold,
        String example) {

    /** One context and, after a space, each of several choices. */
    static Prompt of(String place, String context, List<String> choices, int gold) {
        return new Prompt(
                place,
                "",
                "",
                Collections.nCopies(choices.size(), context),
                choices.stream().map(choice -> " " + choice).toList(),
                choices,
                gold,
                context + " " + choices.get(gold));
    }

    Prompt of(String subject, String description) {
        return new Prompt(place, subject, description, contexts, continuations, choices, gold, example);
    }

    /** What is asked after examples, each of which ends with an empty line. */
    Question after(List<Prompt> examples, TaskFormat.Kind kind) {
        StringBuilder before = new StringBuilder(description);
        examples.forEach(each -> before.append(each.example()).append("\n\n"));
        List<Request> requests = Stream.iterate(0, i -> i < contexts.size(), i -> i + 1)
                .map(i -> new Request(before + contexts.get(i), continuations.get(i)))
                .toList();
        return kind == TaskFormat.Kind.CLOZE
                ? new Question.Cloze(place, requests.get(0))
                : new Question.Choice(place, subject, requests, choices, gold);
    }

    /** Whether it is the same question, wherever it stands. */
    boolean asks(Prompt other) {
        return contexts.equals(other.contexts)
                && continuations.equals(other.continuations)
                && gold == other.gold
                && subject.equals(other.subject);
    }
}
