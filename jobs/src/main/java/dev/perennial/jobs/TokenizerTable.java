package dev.perennial.jobs;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.perennial.conf.Share;
import dev.perennial.tokenize.comparison.TokenizerFigures;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The measures of tokenizers on distributions, for a terminal: tokenizers side by side on each distribution. */
final class TokenizerTable {
    private TokenizerTable() {}

    static String of(List<TokenizerFigures> figures) {
        Column[] columns = {
            left("distribution"),
            left("tokenizer"),
            right("bytes/token"),
            right("tokens/word"),
            right("whole words"),
            right("single bytes"),
            right("fallbacks"),
            right("unknown"),
            right("vocabulary used")
        };
        return AsciiTable.getTable(
                AsciiTable.FANCY_ASCII,
                columns,
                figures.stream().map(TokenizerTable::row).toArray(String[][]::new));
    }

    /** What the figures are of: never left unsaid. */
    static String sample(Share share, List<TokenizerFigures> figures) {
        String documents = figures.stream()
                .map(each -> String.format(
                        Locale.ROOT, "%s %,d of %,d", each.distribution(), each.documents(), each.documentsSeen()))
                .distinct()
                .collect(Collectors.joining(", "));
        return share.equals(Share.ALL)
                ? "all documents: " + documents
                : "a sample of " + share.percent() + " of the documents, by hash of their text: " + documents;
    }

    private static String[] row(TokenizerFigures each) {
        return new String[] {
            each.distribution(),
            each.tokenizer(),
            String.format(Locale.ROOT, "%.3f", each.bytesPerToken()),
            String.format(Locale.ROOT, "%.3f", each.tokensPerWord()),
            percent(each.wholeWordShare()),
            percent(each.singleByteShare()),
            percent(each.fallbackShare()),
            percent(each.unknownShare()),
            String.format(Locale.ROOT, "%,d of %,d", each.vocabularyUsed(), each.vocabulary())
        };
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static Column left(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT);
    }

    private static Column right(String header) {
        return new Column().header(header).dataAlign(HorizontalAlign.RIGHT).headerAlign(HorizontalAlign.RIGHT);
    }
}
