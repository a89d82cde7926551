package dev.perennial.evaluation.report;

import dev.perennial.conf.Csv;
import dev.perennial.tokenize.comparison.TokenizerFigures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes a comparison of tokenizers to any Hadoop file system: {@code tokenizers.html} for people, JSON and CSV for programs. */
public final class TokenizerReportWriter {
    private static final String JSON = "tokenizers.json";
    private static final String CSV = "tokenizers.csv";
    private static final String HTML = "tokenizers.html";
    private static final HtmlPage PAGE = HtmlPage.ofSections(List.of("tokenizers.js"), List.of(JSON, CSV));

    private TokenizerReportWriter() {}

    /** Writes the three files into the folder, over those that stand, and returns the page, which comes last. */
    public static Path write(TokenizerReport report, FileSystem store, Path folder) throws IOException {
        store.mkdirs(folder);
        ReportWriter.write(store, new Path(folder, JSON), ReportJson.of(report));
        ReportWriter.write(store, new Path(folder, CSV), csv(report));
        Path page = new Path(folder, HTML);
        ReportWriter.write(store, page, PAGE.of(ReportJson.ofForScript(Map.of("report", report))));
        return page;
    }

    private static String csv(TokenizerReport report) {
        StringBuilder csv =
                new StringBuilder("tokenizer,distribution,sample,documents_seen,documents,bytes,words,tokens,"
                        + "bytes_per_token,tokens_per_word,single_byte_share,fallback_share,unknown_share,whole_word_share,"
                        + "vocabulary_used,vocabulary\n");
        for (TokenizerFigures row : report.figures()) {
            csv.append(Csv.line(
                    row.tokenizer(),
                    row.distribution(),
                    report.sample(),
                    row.documentsSeen(),
                    row.documents(),
                    row.bytes(),
                    row.words(),
                    row.tokens(),
                    row.bytesPerToken(),
                    row.tokensPerWord(),
                    row.singleByteShare(),
                    row.fallbackShare(),
                    row.unknownShare(),
                    row.wholeWordShare(),
                    row.vocabularyUsed(),
                    row.vocabulary()));
        }
        return csv.toString();
    }
}
