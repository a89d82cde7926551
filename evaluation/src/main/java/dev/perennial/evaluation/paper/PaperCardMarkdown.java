package dev.perennial.evaluation.paper;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The card as Markdown: verdicts, losses, and the replay curves as Mermaid charts, which forges draw by themselves. */
public final class PaperCardMarkdown {
    private static final List<Integer> REPLAYS = List.of(0, 1, 5, 10, 25, 50);

    private PaperCardMarkdown() {}

    public static String of(PaperCard card) {
        return verdicts(card)
                + "\n## Replay against forgetting\n\nMean over seeds, nats a token; the line that falls is the old distribution.\n\n"
                + chart(card, "weak", "S")
                + "\n"
                + chart(card, "strong", "G")
                + "\n## Losses\n\nMean over seeds, and half the range between them, in nats a token.\n\n"
                + losses(card);
    }

    private static String verdicts(PaperCard card) {
        StringBuilder text = new StringBuilder("## Claims\n\n");
        text.append(String.format(
                Locale.ROOT,
                "Budget %s; %d seeds; code %s; %.2f hours of training in all. The contrast is what the claim says is above zero"
                        + " (or within +/-%.1f, for claims of likeness), in nats a token, with its 95 %% interval over seeds (Student's t).\n\n",
                card.budget(),
                card.seeds().size(),
                card.codeVersion(),
                card.seconds() / 3600,
                PaperClaims.ALIKE));
        text.append("| claim | the paper, 405M | contrast here | verdict |\n|---|---|---|---|\n");
        card.verdicts().forEach(verdict -> text.append(row(verdict)));
        return text.toString();
    }

    private static String row(Verdict verdict) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |\n",
                verdict.claim().says(),
                verdict.claim().paper(),
                figures(verdict),
                words(verdict.outcome()));
    }

    private static String figures(Verdict verdict) {
        if (verdict.outcome() == Verdict.Outcome.NOT_RUN) {
            return "";
        }
        return String.format(Locale.ROOT, "%+.3f", verdict.mean())
                + verdict.interval()
                        .map(bounds -> String.format(Locale.ROOT, " [%+.3f, %+.3f]", bounds.low(), bounds.high()))
                        .orElse("");
    }

    /** An outcome for people. */
    public static String words(Verdict.Outcome outcome) {
        return switch (outcome) {
            case HELD -> "held";
            case HELD_IN_EVERY_SEED -> "held in every seed, interval too wide";
            case UNDECIDED -> "undecided: seeds differ";
            case DID_NOT_HOLD -> "**did not hold**";
            case NOT_RUN -> "not run";
        };
    }

    private static String chart(PaperCard card, String shift, String on) {
        return "```mermaid\nxychart-beta\n  title \"" + shift + " shift: P (old) and " + on
                + " (new)\"\n  x-axis \"replay, %\" "
                + REPLAYS + "\n  y-axis \"nats a token\"\n  line " + line(card, shift, "P") + "\n  line "
                + line(card, shift, on) + "\n```\n";
    }

    private static String line(PaperCard card, String shift, String distribution) {
        StringJoiner line = new StringJoiner(", ", "[", "]");
        for (int replay : REPLAYS) {
            line.add(String.format(
                    Locale.ROOT, "%.3f", mean(card.losses(new Cell(shift + "-replay-" + replay, distribution)))));
        }
        return line.toString();
    }

    private static String losses(PaperCard card) {
        List<String> distributions = card.distributions();
        StringBuilder text = new StringBuilder("| stage | " + String.join(" | ", distributions) + " |\n|---"
                + "|---".repeat(distributions.size()) + "|\n");
        for (String stage : card.stages()) {
            StringJoiner row = new StringJoiner(" | ", "| ", " |\n").add('`' + stage + '`');
            for (String distribution : distributions) {
                double[] seeds = card.losses(new Cell(stage, distribution));
                double low = Arrays.stream(seeds).min().orElse(Double.NaN);
                double high = Arrays.stream(seeds).max().orElse(Double.NaN);
                row.add(String.format(Locale.ROOT, "%.3f +/- %.3f", mean(seeds), (high - low) / 2));
            }
            text.append(row);
        }
        return text.toString();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }
}
