package dev.perennial.evaluation.report;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.perennial.conf.Share;
import dev.perennial.tokenize.comparison.TokenizerFigures;
import java.time.Instant;
import java.util.List;

/**
 * Tokenizers compared over distributions, as plain values.
 *
 * @param sample the share of the documents, by hash, that the figures are of
 * @param tokenizers names in the order of the tables, the experiment's own first
 */
public record TokenizerReport(
        String title,
        @JsonSerialize(using = ToStringSerializer.class) Instant created,
        String codeVersion,
        Share sample,
        List<DistributionColumn> distributions,
        List<String> tokenizers,
        List<TokenizerFigures> figures) {
    public TokenizerReport {
        distributions = List.copyOf(distributions);
        tokenizers = List.copyOf(tokenizers);
        figures = List.copyOf(figures);
    }
}
