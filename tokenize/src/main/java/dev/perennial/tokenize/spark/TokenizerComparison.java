package dev.perennial.tokenize.spark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Share;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.comparison.DocumentCounter;
import dev.perennial.tokenize.comparison.TokenizerCounts;
import dev.perennial.tokenize.comparison.TokenizerFigures;
import dev.perennial.tokenize.source.Document;
import dev.perennial.tokenize.source.DocumentReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Compares tokenizers on the raw files of corpora: one task a file, which is read once for all tokenizers. The counts add up,
 * so figures depend neither on the tasks nor on their order.
 *
 * @param tokenizers by the name people know them by, in the order of the figures
 * @param sample share of the documents that is encoded, by hash of their text: the same ones for every tokenizer
 */
public record TokenizerComparison(Map<String, Tokenizer> tokenizers, Map<String, CorpusSource> corpora, Share sample) {

    public TokenizerComparison {
        tokenizers = Collections.unmodifiableMap(new LinkedHashMap<>(tokenizers));
        corpora = Collections.unmodifiableMap(new LinkedHashMap<>(corpora));
    }

    /** A figure row for every tokenizer on every distribution: distributions in their order, tokenizers within. */
    public List<TokenizerFigures> figures(SparkSession spark, Configuration hadoop, Progress progress) {
        List<TokenizerTraining.Input> inputs = inputs(hadoop);
        List<List<TokenizerCounts>> counted = SparkProgress.during(
                spark.sparkContext(),
                progress,
                "compare tokenizers",
                inputs.size(),
                () -> count(inputs, spark, hadoop));
        List<String> names = List.copyOf(tokenizers.keySet());
        List<TokenizerFigures> figures = new ArrayList<>();
        for (String distribution : corpora.keySet()) {
            for (int at = 0; at < names.size(); at++) {
                TokenizerCounts sum = TokenizerCounts.none();
                for (int file = 0; file < inputs.size(); file++) {
                    if (inputs.get(file).distribution().equals(distribution)) {
                        sum = sum.plus(counted.get(file).get(at));
                    }
                }
                String name = names.get(at);
                figures.add(TokenizerFigures.of(name, tokenizers.get(name), distribution, sum));
            }
        }
        return figures;
    }

    private List<TokenizerTraining.Input> inputs(Configuration hadoop) {
        List<TokenizerTraining.Input> inputs = new ArrayList<>();
        corpora.forEach((name, source) -> InputFiles.list(source.files(), hadoop)
                .forEach(file -> inputs.add(new TokenizerTraining.Input(name, source.sourceFormat(), file))));
        inputs.sort(
                (left, right) -> Long.compare(right.file().bytes(), left.file().bytes()));
        return inputs;
    }

    private List<List<TokenizerCounts>> count(
            List<TokenizerTraining.Input> inputs, SparkSession spark, Configuration settings) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Broadcast<byte[]>> files = tokenizers.values().stream()
                .map(tokenizer -> context.broadcast(tokenizer.json()))
                .toList();
        List<TokenizerEngine> engines =
                tokenizers.values().stream().map(Tokenizer::engine).toList();
        SerializableConfiguration hadoop = new SerializableConfiguration(settings);
        Share share = sample;
        return context.parallelize(inputs, inputs.size())
                .map(input -> count(input, files, engines, share, hadoop.value()))
                .collect();
    }

    private static List<TokenizerCounts> count(
            TokenizerTraining.Input input,
            List<Broadcast<byte[]>> files,
            List<TokenizerEngine> engines,
            Share sample,
            Configuration hadoop) {
        List<DocumentCounter> counters = new ArrayList<>();
        for (int at = 0; at < files.size(); at++) {
            counters.add(new DocumentCounter(Tokenizers.load(files.get(at), engines.get(at))));
        }
        Path path = new Path(input.file().path());
        try (DocumentReader rows =
                DocumentReader.open(path.getFileSystem(hadoop), path, input.format(), input.distribution())) {
            while (rows.hasNext()) {
                if (rows.next() instanceof Document document) {
                    boolean sampled = holds(sample, document.utf8Text());
                    counters.forEach(sampled ? each -> each.count(document.utf8Text()) : DocumentCounter::pass);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ArrayList<>(counters.stream().map(DocumentCounter::counts).toList());
    }

    /** By the third 32 bits of the text's hash: shards go by the first, validation by the second. */
    static boolean holds(Share sample, byte[] text) {
        long bits =
                Integer.toUnsignedLong(ByteBuffer.wrap(Fingerprint.sha256(text)).getInt(2 * Integer.BYTES));
        return bits < sample.of(1L << Integer.SIZE);
    }
}
