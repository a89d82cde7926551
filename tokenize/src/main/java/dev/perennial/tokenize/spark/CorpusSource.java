package dev.perennial.tokenize.spark;

import dev.perennial.conf.Default;
import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Share;
import dev.perennial.tokenize.source.SourceFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A distribution as a user configures it.
 *
 * @param title for people
 * @param format a preset: pile, slimpajama, oscar, dolma, text, paragraphs; or {@code json} or {@code parquet} with {@code text}
 *     and {@code domain}
 * @param files paths or globs on any Hadoop file system
 * @param validation share of the documents held out, by hash of their text
 * @param tolerance share of the rows that may be rejected before the job fails
 * @param text dotted path of the text, for format {@code json} or {@code parquet}
 * @param domain dotted path of the domain, likewise
 * @param shardMegabytes size of a shard file, about
 * @param extend whether a corpus that has some of the files already is extended by the others; else all are built as one
 */
public record CorpusSource(
        @Default("\"\"") String title,
        String format,
        List<String> files,
        @Default("1/20") Share validation,
        @Default("1 %") Share tolerance,
        Optional<String> text,
        Optional<String> domain,
        @Default("256") int shardMegabytes,
        @Default("true") boolean extend) {

    /** Formats of configured fields; what a file is shows in its own name, so these are for people. */
    private static final Set<String> CUSTOM = Set.of("json", "parquet");

    public CorpusSource {
        if (files.isEmpty()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot read a corpus: files is empty, expected at least one path or glob.");
        }
        if (shardMegabytes < 1) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot cut shards: shard-megabytes does not fit, got " + shardMegabytes
                            + ", expected at least 1.");
        }
        if (CUSTOM.contains(format) != text.isPresent()) {
            throw new PerennialException(
                    ErrorCode.CONFIGURATION,
                    "Cannot read a corpus: text goes with format = json or parquet, got format = " + format
                            + " and text = " + text.orElse("nothing") + ".");
        }
        sourceFormat(format, text, domain);
    }

    public SourceFormat sourceFormat() {
        return sourceFormat(format, text, domain);
    }

    private static SourceFormat sourceFormat(String format, Optional<String> text, Optional<String> domain) {
        return CUSTOM.contains(format)
                ? SourceFormat.fields(text.orElseThrow(), domain.orElse("domain"))
                : SourceFormat.named(format);
    }
}
