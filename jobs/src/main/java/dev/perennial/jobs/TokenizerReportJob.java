package dev.perennial.jobs;

import dev.perennial.conf.CodeVersion;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.evaluation.report.DistributionColumn;
import dev.perennial.evaluation.report.TokenizerReport;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.comparison.TokenizerFigures;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.tokenize.spark.TokenizerComparison;
import java.io.File;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tokenizer-report}: the experiment's tokenizer, and any others, on the raw text of its distributions. */
@Command(
        name = "tokenizer-report",
        description =
                "Compares the experiment's tokenizer with others on its distributions: table, page, CSV and JSON.")
public final class TokenizerReportJob extends ExperimentJob {
    private static final String ANY_NAME = "tokenizer";

    @Option(
            names = "--tokenizer",
            paramLabel = "[NAME=]FILE",
            description = "a tokenizer.json to compare with; may be repeated; without a name, the file's")
    List<String> others = List.of();

    @Option(names = "--corpus", paramLabel = "NAME", description = "only this one; may be repeated; without it, all")
    List<String> only = List.of();

    @Option(
            names = "--sample",
            paramLabel = "SHARE",
            description = "share of the documents, such as 5 %%, by hash of their text; without it, all")
    String sample = "100 %";

    public static void main(String[] arguments) {
        Perennial.run("tokenizer-report", arguments);
    }

    @Override
    void execute(Pipeline pipeline, String configuration, Terminal terminal) {
        Experiment experiment = pipeline.experiment();
        Set<String> known = new LinkedHashSet<>(pipeline.distributions());
        known.addAll(experiment.corpora().keySet());
        Map<String, CorpusSource> corpora = new LinkedHashMap<>();
        chosen(only, List.copyOf(known), "corpus")
                .forEach(name -> corpora.put(name, experiment.corpora().get(name)));
        Share share = Share.parse(sample);
        Map<String, Tokenizer> tokenizers = tokenizers(others);
        // Last, since it may have to be trained.
        Map<String, Tokenizer> all = new LinkedHashMap<>();
        add(experiment.name(), pipeline.tokenizer(), all);
        tokenizers.forEach((name, tokenizer) -> add(name, tokenizer, all));
        List<TokenizerFigures> figures = new TokenizerComparison(all, corpora, share)
                .figures(pipeline.spark(), pipeline.store().hadoop(), terminal);
        TokenizerReport report = new TokenizerReport(
                experiment.name() + ", tokenizers",
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                CodeVersion.current(),
                share,
                corpora.entrySet().stream()
                        .map(each -> new DistributionColumn(
                                each.getKey(), each.getValue().title()))
                        .toList(),
                List.copyOf(all.keySet()),
                figures);
        Path page = Reports.write(report, pipeline.store());
        terminal.say(TokenizerTable.of(figures));
        terminal.say(TokenizerTable.sample(share, figures));
        terminal.say("report: " + page);
        if (json) {
            figures.forEach(each -> System.out.println(Json.line(each)));
        }
    }

    /** Read before anything is trained, so that a wrong path shows at once. */
    private static Map<String, Tokenizer> tokenizers(List<String> arguments) {
        Map<String, Tokenizer> tokenizers = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            File file = new File(argument.substring(equals + 1));
            add(equals > 0 ? argument.substring(0, equals) : nameOf(file), EncodeJob.read(file), tokenizers);
        }
        return tokenizers;
    }

    private static void add(String name, Tokenizer tokenizer, Map<String, Tokenizer> tokenizers) {
        if (tokenizers.putIfAbsent(name, tokenizer) != null) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot compare tokenizers: two are called '" + name
                            + "'. Name one of them otherwise: --tokenizer NAME=FILE.");
        }
    }

    /** The file's name, or its folder's where every tokenizer's file is called so. */
    private static String nameOf(File file) {
        String name = file.getName().replaceFirst("\\.json$", "");
        File folder = file.getAbsoluteFile().getParentFile();
        return name.equals(ANY_NAME) && folder != null && !folder.getName().isEmpty() ? folder.getName() : name;
    }
}
