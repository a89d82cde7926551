package dev.perennial.tokenize.spark;

import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.source.FileRange;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/** How fast this machine tokenises a corpus: a few seconds of its first files on one core, for plans. */
public final class TokenizeSample {
    private static final double SECONDS = 3;

    /** Reading, encoding and hashing are this share of a task; the rest is sorting and writing (tokenize/BENCHMARK.md). */
    private static final double OF_TASK = 0.73;

    private TokenizeSample() {}

    /** Bytes of text a second and core, of the whole task. The first pass over the files is the compiler's and not counted. */
    public static double bytesPerSecond(CorpusSource source, Tokenizer tokenizer, Configuration hadoop) {
        sample(source, tokenizer, hadoop);
        return OF_TASK * sample(source, tokenizer, hadoop);
    }

    private static double sample(CorpusSource source, Tokenizer tokenizer, Configuration hadoop) {
        FileTokenizer reader = new FileTokenizer("sample", source.sourceFormat(), 1);
        long began = System.nanoTime();
        long bytes = 0;
        Iterator<FileSlice> files = InputFiles.list(source.files(), hadoop).stream()
                .map(file -> new FileSlice(file, FileRange.ALL))
                .iterator();
        Iterator<TokenizedRow> rows = reader.rows(files, tokenizer, hadoop);
        while (rows.hasNext() && seconds(began) <= SECONDS) {
            bytes += rows.next().bytes();
        }
        return bytes / seconds(began);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
