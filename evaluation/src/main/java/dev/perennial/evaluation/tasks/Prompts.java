package dev.perennial.evaluation.tasks;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes prompts of rows, in each form in which a format is published.
 *
 * <p>Source of the wordings: lm-evaluation-harness, lm_eval/tasks, at commit 4e7e0d47 (August 2026).
 */
final class Prompts {
    private static final Pattern BRACKETS = Pattern.compile("\\[.*?]");
    private static final List<String> LETTERS = List.of("A", "B", "C", "D", "E");
    static final List<String> FOUR = LETTERS.subList(0, 4);
    static final List<String> PLACES = List.of("0", "1", "2", "3", "4", "5", "6", "7");
    private static final List<String> SOLUTIONS = List.of("solution0", "solution1", "solution2", "solution3");
    static final List<String> OPTIONS = List.of("option_a", "option_b", "option_c", "option_d", "option_e");

    private Prompts() {}

    static Prompt of(TaskFormat format, TaskRow row) {
        return switch (format) {
            case HELLASWAG -> hellaSwag(row);
            case ARC -> arc(row);
            case PIQA -> piqa(row);
            case OPENBOOKQA -> openBookQa(row);
            case WINOGRANDE -> winoGrande(row);
            case BOOLQ -> boolQ(row);
            case MMLU -> Mmlu.prompt(row);
            case BELEBELE -> belebele(row);
            case LAMBADA -> lambada(row);
            case WIKITEXT, TEXT -> throw new AssertionError("a passage has no prompt");
        };
    }

    private static Prompt hellaSwag(TaskRow row) {
        boolean whole = row.isTranslated("ctx") && !row.isTranslated("ctx_a");
        String context = whole ? row.text("ctx") : row.text("ctx_a") + " " + PythonText.capitalised(row.text("ctx_b"));
        return chosen(
                row,
                cleaned(row.text("activity_label") + ": " + context),
                row.texts("endings").stream().map(Prompts::cleaned).toList(),
                row.answer("label", PLACES));
    }

    /** Nested as AI2 published it, flat as on the Hugging Face hub, or with lettered options as Okapi translated it. */
    private static Prompt arc(TaskRow row) {
        if (row.has("instruction")) {
            return chosen(
                    row,
                    asked(cleaned(row.text("instruction"))),
                    OPTIONS.stream()
                            .filter(row::has)
                            .map(row::text)
                            .filter(option -> !option.isEmpty())
                            .map(Prompts::cleaned)
                            .toList(),
                    row.answer("answer", LETTERS));
        }
        TaskRow choices = row.isText("question") ? row : row.section("question");
        String question = row.isText("question") ? row.text("question") : choices.text("stem");
        return labelled(row, choices, asked(question));
    }

    private static Prompt openBookQa(TaskRow row) {
        boolean flat = row.has("question_stem");
        TaskRow choices = flat ? row : row.section("question");
        return labelled(row, choices, flat ? row.text("question_stem") : choices.text("stem"));
    }

    /** Labels are letters or numbers; what counts is their order. */
    private static Prompt labelled(TaskRow row, TaskRow holder, String context) {
        List<String> texts;
        List<String> labels;
        if (holder.isList("choices")) {
            texts = holder.sections("choices").stream()
                    .map(each -> each.text("text"))
                    .toList();
            labels = holder.sections("choices").stream()
                    .map(each -> each.text("label"))
                    .toList();
        } else {
            texts = holder.section("choices").texts("text");
            labels = holder.section("choices").texts("label");
        }
        return chosen(row, context, texts, row.answer("answerKey", labels));
    }

    private static Prompt piqa(TaskRow row) {
        if (row.has("prompt")) {
            return globalPiqa(row);
        }
        return chosen(
                row,
                asked(row.text("goal")),
                List.of(row.text("sol1"), row.text("sol2")),
                row.answer("label", PLACES.subList(0, 2)));
    }

    /** Two solutions, or four where the languages are parallel; the prompt stands as it is, without any words about it. */
    private static Prompt globalPiqa(TaskRow row) {
        List<String> solutions =
                SOLUTIONS.stream().filter(row::has).map(row::text).toList();
        return chosen(row, row.text("prompt"), solutions, row.answer("label", PLACES));
    }

    /** Partial scoring: the options stand in the contexts, and what is scored is the same end of the sentence after each. */
    private static Prompt winoGrande(TaskRow row) {
        String sentence = row.text("sentence");
        int blank = sentence.indexOf('_');
        if (blank < 0) {
            throw row.refused("the sentence has no blank", "'" + sentence + "'", "one with _");
        }
        String end = PythonText.strip(sentence.substring(blank + 1));
        List<String> contexts = Stream.of("option1", "option2")
                .map(option -> sentence.substring(0, blank) + row.text(option))
                .toList();
        int gold = row.answer("answer", List.of("1", "2"));
        return new Prompt(
                row.place(),
                "",
                "",
                contexts,
                List.of(" " + end, " " + end),
                contexts,
                gold,
                contexts.get(gold) + " " + end);
    }

    private static Prompt boolQ(TaskRow row) {
        return chosen(
                row,
                row.text("passage") + "\nQuestion: " + row.text("question") + "?\nAnswer:",
                List.of("no", "yes"),
                row.answer(row.has("label") ? "label" : "answer", PLACES.subList(0, 2)));
    }

    private static Prompt belebele(TaskRow row) {
        String context = "P: " + row.text("flores_passage") + "\nQ: " + PythonText.strip(row.text("question")) + "\nA: "
                + row.text("mc_answer1") + "\nB: " + row.text("mc_answer2") + "\nC: " + row.text("mc_answer3")
                + "\nD: " + row.text("mc_answer4") + "\nAnswer:";
        return chosen(row, context, FOUR, row.answer("correct_answer_num", List.of("1", "2", "3", "4")));
    }

    private static Prompt lambada(TaskRow row) {
        String text = row.text("text");
        int last = text.lastIndexOf(' ');
        String context = text.substring(0, Math.max(0, last));
        String word = " " + text.substring(last + 1);
        return new Prompt(row.place(), "", "", List.of(context), List.of(word), List.of(word), 0, context + " " + word);
    }

    static Prompt chosen(TaskRow row, String context, List<String> choices, int gold) {
        if (gold >= choices.size()) {
            throw row.refused("the answer is none of the choices", "number " + gold, "less than " + choices.size());
        }
        return Prompt.of(row.place(), context, choices, gold);
    }

    private static String asked(String question) {
        return "Question: " + question + "\nAnswer:";
    }

    /** Undone of what is left of WikiHow's markup. */
    private static String cleaned(String text) {
        String dotted = PythonText.strip(text).replace(" [title]", ". ");
        return BRACKETS.matcher(dotted).replaceAll("").replace("  ", " ");
    }
}
