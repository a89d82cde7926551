package dev.perennial.evaluation.tasks;

import java.util.List;

/**
 * MMLU's prompt, and the forms it has been published in: Hendrycks' CSV, the hub's, and the translations of Okapi, Cohere, OpenAI and
 * openGPT-X. Only English rows and those whose fields are named as theirs are told their subject, as the harness does.
 */
final class Mmlu {
    /** The field in which a row without one is told its subject. */
    static final String SUBJECT = "subject";

    private static final List<String> ANSWERS = List.of("A", "B", "C", "D", "0", "1", "2", "3");

    private Mmlu() {}

    static Prompt prompt(TaskRow row) {
        if (row.has("Question")) {
            return asked(row, row.text("Question"), texts(row, Prompts.FOUR), row.answer("Answer", Prompts.FOUR))
                    .of(row.has("Subject") ? row.text("Subject") : "", "");
        }
        if (row.has("choices")) {
            String subject = subject(row);
            return asked(
                            row,
                            row.text("question"),
                            row.texts("choices"),
                            row.answer("answer", ANSWERS) % Prompts.FOUR.size())
                    .of(subject, described(subject));
        }
        String question = row.text(row.has("instruction") ? "instruction" : "question");
        return asked(row, question, texts(row, Prompts.OPTIONS.subList(0, 4)), row.answer("answer", Prompts.FOUR))
                .of(row.has(SUBJECT) ? row.text(SUBJECT) : "", "");
    }

    /** Of its own field, or of an id like {@code anatomy/test/7}, as openGPT-X has it. */
    private static String subject(TaskRow row) {
        if (row.has(SUBJECT)) {
            return row.text(SUBJECT);
        }
        String id = row.has("id") ? row.text("id") : "";
        return id.substring(0, Math.max(0, id.indexOf('/')));
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
