package dev.perennial.evaluation.tasks;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Makes passages of rows. WikiText writes signs and numbers apart; the harness scores pages with that undone, and counts them as they were. */
final class Passages {
    private record Replacement(Pattern pattern, String by) {}

    /** In this order. */
    private static final List<Replacement> SIGNS = List.of(
            plain("s '", "s'"),
            plain(" @-@ ", "-"),
            plain(" @,@ ", ","),
            plain(" @.@ ", "."),
            plain(" : ", ": "),
            plain(" ; ", "; "),
            plain(" . ", ". "),
            plain(" ! ", "! "),
            plain(" ? ", "? "),
            plain(" , ", ", "),
            inside("\\(", "[^)]", "\\)", "($1)"),
            inside("\\[", "[^\\]]", "\\]", "[$1]"),
            inside("\\{", "[^}]", "\\}", "{$1}"),
            inside("\"", "[^\"]", "\"", "\"$1\""),
            inside("'", "[^']", "'", "'$1'"),
            plain("= = = =", "===="),
            plain("= = =", "==="),
            plain("= =", "=="),
            plain(" \u00B0 ", "\u00B0"),
            plain(" \n", "\n"),
            plain("\n ", "\n"),
            plain(" N ", " 1 "),
            plain(" 's", "'s"));

    private Passages() {}

    static Question.Passage of(TaskFormat format, TaskRow row) {
        String published = row.text(row.has("page") ? "page" : "text");
        return new Question.Passage(
                row.place(),
                format == TaskFormat.WIKITEXT ? joined(published) : published,
                PythonText.words(published),
                published.getBytes(StandardCharsets.UTF_8).length);
    }

    private static String joined(String page) {
        String text = page;
        for (Replacement each : SIGNS) {
            text = each.pattern().matcher(text).replaceAll(each.by());
        }
        return text;
    }

    private static Replacement plain(String text, String by) {
        return new Replacement(Pattern.compile(text, Pattern.LITERAL), by);
    }

    /** Takes away the spaces just inside a pair of signs. */
    private static Replacement inside(String open, String content, String close, String by) {
        return new Replacement(
                Pattern.compile(open + "\\s*(" + content + "*?)\\s*" + close, Pattern.UNICODE_CHARACTER_CLASS), by);
    }
}
