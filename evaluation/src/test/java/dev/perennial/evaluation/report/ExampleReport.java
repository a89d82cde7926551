package dev.perennial.evaluation.report;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Share;
import dev.perennial.evaluation.Change;
import dev.perennial.evaluation.Exposure;
import dev.perennial.evaluation.Interval;
import dev.perennial.evaluation.tasks.Figure;
import dev.perennial.evaluation.tasks.TaskFigures;
import dev.perennial.tokenize.overlap.Overlap;
import dev.perennial.tokenize.overlap.OverlapCounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** A report with the shape of the demo's, its curves invented. */
final class ExampleReport {
    static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";
    private static final String[] NAMES = {"P", "S", "G"};
    private static final int POINTS = 240;
    private static final long TOKENS_A_POINT = 4_096;

    private ExampleReport() {}

    static Report demo() {
        return named("German after English, with and without replay");
    }

    /** Every name that comes from outside tries to be markup, a script's end, or a slot of the template. */
    static Report hostile() {
        Report calm = demo();
        return new Report(
                HOSTILE,
                calm.created(),
                "</script><script>document.title='owned'</script>",
                calm.oldDistribution(),
                List.of(
                        new DistributionColumn("P", HOSTILE),
                        new DistributionColumn("S", "{{page}} $1 \\u003c"),
                        new DistributionColumn("G", "</style><b>")),
                calm.runs().stream()
                        .map(run -> run(run, HOSTILE + "</script><!-- " + run.title()))
                        .toList(),
                calm.losses(),
                calm.points(),
                calm.domains().stream()
                        .map(row -> new DomainLoss(
                                row.run(),
                                row.distribution(),
                                HOSTILE,
                                row.loss(),
                                row.bitsPerByte(),
                                row.tokens(),
                                row.documents(),
                                row.change()))
                        .toList(),
                List.of(new CorpusRow(HOSTILE, 1, 1, 1, 1, Map.of(HOSTILE, 1L))),
                List.of(new MixtureCheck(HOSTILE, HOSTILE, Share.parse("1/20"), 1, 1, 2)),
                List.of(overlap(HOSTILE, HOSTILE, HOSTILE, 1)),
                List.of(new CostRow(HOSTILE, 1, Optional.empty(), Optional.empty(), Optional.of(HOSTILE))),
                List.of(new Comparison(
                        HOSTILE, Comparison.Baseline.UNION, HOSTILE, new Change(HOSTILE, 1, Optional.empty()))),
                List.of(new Saving(HOSTILE, new Saving.Cost(1, 1, 1), HOSTILE, new Saving.Cost(2, 2, 2))),
                List.of(new Exposure(HOSTILE, HOSTILE, Exposure.Kind.REPLAYED, 1, 1, Optional.empty())),
                List.of(task(HOSTILE, HOSTILE)),
                List.of(new Provenance(HOSTILE, HOSTILE, Fingerprint.of("x"), List.of(HOSTILE, "javascript:alert(1)"))),
                "# " + HOSTILE + "</pre></script>");
    }

    private static RunCurve run(RunCurve run, String title) {
        return new RunCurve(
                run.name(),
                title,
                run.parent(),
                run.replay(),
                run.newDistribution(),
                run.before(),
                run.tokens(),
                run.loss(),
                run.rate());
    }

    private static Report named(String title) {
        List<RunCurve> runs = List.of(
                curve("p", "English only", null, null, null, 8.3, 3.9),
                curve("g-0", "English, then German", "p", "0 %", "G", 8.9, 4.0),
                curve("g-5", "English, then German, 5 % replay", "p", "5 %", "G", 8.8, 4.05),
                curve("g-25", "English, then German, 25 % replay", "p", "25 %", "G", 8.4, 4.2),
                curve("s-5", "English, then newer English, 5 % replay", "p", "5 %", "S", 6.5, 4.4),
                curve("union", "Union from scratch", null, null, "G", 8.3, 4.1));
        double[][] losses = {
            {3.85, 6.54, 10.67},
            {10.16, 9.29, 4.00},
            {4.98, 6.94, 4.04},
            {4.14, 6.46, 4.17},
            {4.42, 4.44, 10.04},
            {3.87, 6.41, 4.17}
        };
        return new Report(
                title,
                Instant.parse("2026-01-01T12:00:00Z"),
                "0.1.0",
                "P",
                List.of(
                        new DistributionColumn("P", "Old English"),
                        new DistributionColumn("S", "New English"),
                        new DistributionColumn("G", "German")),
                runs,
                losses(runs, losses),
                points(runs, losses),
                domains(runs, losses),
                List.of(
                        new CorpusRow("P", 9_000, 500, 4_180_000, 12, Map.of()),
                        new CorpusRow("G", 8_000, 420, 3_900_000, 3, Map.of("MALFORMED_JSON", 2L, "TOO_LONG", 1L))),
                List.of(
                        new MixtureCheck("g-25", "german", Share.parse("3/4"), 1_466, 1_466, 1_466),
                        new MixtureCheck("g-25", "old-english", Share.parse("1/4"), 488, 488, 488),
                        new MixtureCheck("g-5", "german", Share.parse("19/20"), 1_857, 1_857, 1_856)),
                List.of(
                        overlap("P", "P", "web", 90),
                        overlap("P", "G", "web", 0),
                        overlap("G", "P", "news", 5),
                        overlap("G", "G", "news", 47)),
                List.of(
                        new CostRow("tokenize", 12.4, Optional.of(4_180_000L), Optional.empty(), Optional.empty()),
                        new CostRow(
                                "train g-25",
                                187,
                                Optional.of(1_000_000L),
                                Optional.of(1.1e13),
                                Optional.of("2 cores"))),
                List.of(new Comparison(
                        "g-25",
                        Comparison.Baseline.UNION,
                        "G",
                        new Change("union", -0.2, Optional.of(new Interval(-0.21, -0.19))))),
                List.of(new Saving("g-25", new Saving.Cost(1, 1e13, 60), "union", new Saving.Cost(3, 3e13, 180))),
                List.of(new Exposure(
                        "g-25", "p", Exposure.Kind.REPLAYED, 128, 0.1, Optional.of(new Interval(0.05, 0.15)))),
                List.of(task("p", "anatomy"), task("g-25", "anatomy"), text("p")),
                List.of(
                        new Provenance("corpus old-english", "corpus", Fingerprint.of("a"), List.of("tokenizer")),
                        new Provenance("tokenizer", "tokenizer", Fingerprint.of("t"), List.of()),
                        new Provenance(
                                "stream g-25",
                                "stream",
                                Fingerprint.of("b"),
                                List.of("corpus old-english", "elsewhere"))),
                "experiment {\n  name = demo\n  replay = 25 %\n}\n");
    }

    private static TaskFigures task(String model, String subject) {
        Map<String, Figure> figures = Map.of("acc", new Figure(0.31, Optional.of(0.014)));
        return new TaskFigures(
                model,
                "mmlu",
                "mmlu",
                5,
                1_000,
                7,
                Optional.of(0.25),
                figures,
                Map.of(subject, figures, "virology", figures));
    }

    private static TaskFigures text(String model) {
        return new TaskFigures(
                model,
                "wiki",
                "wikitext",
                0,
                62,
                0,
                Optional.empty(),
                Map.of(
                        "word_perplexity",
                        new Figure(1_364_000, Optional.empty()),
                        "bits_per_byte",
                        new Figure(1.25, Optional.empty())),
                Map.of());
    }

    private static OverlapRow overlap(String validation, String training, String domain, long seen) {
        OverlapCounts counts = new OverlapCounts(130, 4, 0, 1_000, 1_000, seen, seen / 2, seen / 3, seen / 4);
        return new OverlapRow(new Overlap(validation, training, 13, 1, counts, Map.of(domain, counts)), 7);
    }

    private static List<ModelLosses> losses(List<RunCurve> runs, double[][] losses) {
        double[] bits = {.4127, .4961, .4298};
        List<ModelLosses> models = new ArrayList<>();
        for (int run = 0; run < losses.length; run++) {
            for (int column = 0; column < NAMES.length; column++) {
                double loss = losses[run][column];
                double change = loss - losses[0][column];
                Optional<Change> againstParent = runs.get(run)
                        .parent()
                        .map(parent ->
                                new Change(parent, change, Optional.of(new Interval(change - 0.02, change + 0.03))));
                models.add(new ModelLosses(
                        runs.get(run).name(),
                        NAMES[column],
                        loss,
                        Optional.of(new Interval(loss - 0.09, loss + 0.09)),
                        loss * bits[column],
                        85_000,
                        againstParent));
            }
        }
        return models;
    }

    /** From the parent's end over two states to its own. */
    private static List<LossPoint> points(List<RunCurve> runs, double[][] losses) {
        List<LossPoint> points = new ArrayList<>();
        for (int run = 0; run < losses.length; run++) {
            for (int column = 0; column < NAMES.length; column++) {
                double last = losses[run][column];
                double first = runs.get(run).parent().isPresent() ? losses[0][column] : last + 3;
                for (long tokens : new long[] {0, 122_880, 491_520, 983_040}) {
                    double loss = last + (first - last) * Math.exp(-tokens / 150_000.0);
                    if (tokens > 0 || runs.get(run).parent().isPresent()) {
                        points.add(new LossPoint(
                                runs.get(run).name(),
                                NAMES[column],
                                tokens,
                                loss,
                                Optional.of(new Interval(loss - 0.09, loss + 0.09)),
                                loss / 3));
                    }
                }
            }
        }
        return points;
    }

    private static List<DomainLoss> domains(List<RunCurve> runs, double[][] losses) {
        List<DomainLoss> domains = new ArrayList<>();
        for (int run = 0; run < losses.length; run++) {
            for (int column = 0; column < NAMES.length; column++) {
                double change = losses[run][column] - losses[0][column];
                double loss = losses[run][column];
                for (String domain : List.of("prose", "code")) {
                    double more = domain.equals("code") ? 0.2 : 0;
                    domains.add(new DomainLoss(
                            runs.get(run).name(),
                            NAMES[column],
                            domain,
                            loss + more,
                            loss / 3,
                            40_000,
                            200,
                            runs.get(run).parent().map(parent -> change + more)));
                }
            }
        }
        return domains;
    }

    private static RunCurve curve(
            String name, String title, String parent, String replay, String learns, double first, double last) {
        Random noise = new Random(name.hashCode());
        return new RunCurve(
                name,
                title,
                Optional.ofNullable(parent),
                Optional.ofNullable(replay).map(Share::parse),
                Optional.ofNullable(learns),
                parent == null ? 0 : POINTS * TOKENS_A_POINT,
                IntStream.range(0, POINTS)
                        .mapToLong(point -> (point + 1) * TOKENS_A_POINT)
                        .toArray(),
                IntStream.range(0, POINTS)
                        .mapToDouble(
                                point -> last + (first - last) * Math.exp(-point / 30.0) + 0.12 * noise.nextGaussian())
                        .toArray(),
                IntStream.range(0, POINTS)
                        .mapToDouble(point ->
                                3e-3 * Math.min((point + 1) / 12.0, 0.55 + 0.45 * Math.cos(Math.PI * point / POINTS)))
                        .toArray());
    }
}
