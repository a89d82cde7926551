package dev.perennial.evaluation.tasks;

import java.util.List;

/** MMLU's prompt, and the forms it has been published in: Hendrycks' CSV, the hub's, Okapi's and OpenAI's translations. */
final class Mmlu {
    /** The field in which a row without one is told its subject. */
    static final String SUBJECT = "subject";

    private Mmlu() {}

    static Prompt prompt(TaskRow row) {
        if (row.has("Question")) {
            return asked(row, row.text("Question"), texts(row, Prompts.FOUR), row.answer("Answer", Prompts.FOUR))
                    .of(row.has("Subject") ? row.text("Subject") : "", "");
        }
        if (row.has("choices")) {
            boolean numbered = Prompts.PLACES.contains(row.text("answer"));
            String subject = row.has(SUBJECT) ? row.text(SUBJECT) : "";
            return asked(
                            row,
                            row.text("question"),
                            row.texts("choices"),
                            row.answer("answer", numbered ? Prompts.PLACES : Prompts.FOUR))
                    .of(subject, described(subject));
        }
        String question = row.text(row.has("instruction") ? "instruction" : "question");
        return asked(row, question, texts(row, Prompts.OPTIONS.subList(0, 4)), row.answer("answer", Prompts.FOUR));
    }

    private static List<String> texts(TaskRow row, List<String> fields) {
        return fields.stream().map(row::text).toList();
    }

    private static Prompt asked(TaskRow row, String question, List<String> choices, int gold) {
        if (choices.size() != Prompts.FOUR.size()) {
            throw row.refused("it has another number of choices", String.valueOf(choices.size()), "4");
        }
        StringBuilder context = new StringBuilder(PythonText.strip(question));
        for (int i = 0; i < choices.size(); i++) {
            context.append('\n').append(Prompts.FOUR.get(i)).append(". ").append(choices.get(i));
        }
        return Prompts.chosen(row, context.append("\nAnswer:").toString(), Prompts.FOUR, gold);
    }

    private static String described(String subject) {
        return subject.isEmpty()
                ? ""
                : "The following are multiple choice questions (with answers) about " + subject.replace('_', ' ')
                        + ".\n\n";
    }
}
