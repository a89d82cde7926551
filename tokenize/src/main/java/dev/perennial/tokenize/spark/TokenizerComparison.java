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
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Compares tokenizers on the raw files of corpora, each of which is read once for all tokenizers. The counts add up, so the
 * figures depend neither on the tasks nor on their order.
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
        List<List<TokenizerTraining.Input>> tasks = EvenTasks.of(
                inputs(hadoop),
                input -> input.file().unpackedBytes(),
                spark.sparkContext().defaultParallelism());
        List<Map<String, List<TokenizerCounts>>> counted = SparkProgress.during(
                spark.sparkContext(), progress, "compare tokenizers", tasks.size(), () -> count(tasks, spark, hadoop));
        List<String> names = List.copyOf(tokenizers.keySet());
        List<TokenizerFigures> figures = new ArrayList<>();
        for (String distribution : corpora.keySet()) {
            for (int at = 0; at < names.size(); at++) {
                int tokenizer = at;
                TokenizerCounts sum = counted.stream()
                        .filter(task -> task.containsKey(distribution))
                        .map(task -> task.get(distribution).get(tokenizer))
                        .reduce(TokenizerCounts.none(), TokenizerCounts::plus);
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
        return inputs;
    }

    private List<Map<String, List<TokenizerCounts>>> count(
            List<List<TokenizerTraining.Input>> tasks, SparkSession spark, Configuration settings) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        List<Broadcast<byte[]>> files = tokenizers.values().stream()
                .map(tokenizer -> context.broadcast(tokenizer.json()))
                .toList();
        List<TokenizerEngine> engines =
                tokenizers.values().stream().map(Tokenizer::engine).toList();
        SerializableConfiguration hadoop = new SerializableConfiguration(settings);
        Share share = sample;
        return context.parallelize(tasks, tasks.size())
                .map(inputs -> count(inputs, files, engines, share, hadoop.value()))
                .collect();
    }

    private static Map<String, List<TokenizerCounts>> count(
            List<TokenizerTraining.Input> inputs,
            List<Broadcast<byte[]>> files,
            List<TokenizerEngine> engines,
            Share sample,
            Configuration hadoop) {
        Map<String, List<DocumentCounter>> counters = new TreeMap<>();
        for (TokenizerTraining.Input input : inputs) {
            count(
                    input,
                    counters.computeIfAbsent(input.distribution(), first -> IntStream.range(0, files.size())
                            .mapToObj(at -> new DocumentCounter(Tokenizers.load(files.get(at), engines.get(at))))
                            .toList()),
                    sample,
                    hadoop);
        }
        Map<String, List<TokenizerCounts>> counts = new TreeMap<>();
        counters.forEach((distribution, each) -> counts.put(
                distribution, each.stream().map(DocumentCounter::counts).toList()));
        return counts;
    }

    private static void count(
            TokenizerTraining.Input input, List<DocumentCounter> counters, Share sample, Configuration hadoop) {
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
    }

    /** By the third 32 bits of the text's hash: shards go by the first, validation by the second. */
    static boolean holds(Share sample, byte[] text) {
        long bits =
                Integer.toUnsignedLong(ByteBuffer.wrap(Fingerprint.sha256(text)).getInt(2 * Integer.BYTES));
        return bits < sample.of(1L << Integer.SIZE);
    }
}
