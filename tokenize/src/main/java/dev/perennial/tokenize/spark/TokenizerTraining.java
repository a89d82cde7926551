package dev.perennial.tokenize.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import dev.perennial.conf.ErrorCode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Recipe;
import dev.perennial.conf.Store;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.WordCounts;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.SourceFormat;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Trains a byte-level BPE tokenizer: words are counted where the files are, merges are found on the driver.
 *
 * <p>The driver holds every different word of the corpora; none is left out, since the merges would no longer be Hugging
 * Face's.
 */
public record TokenizerTraining(int vocabulary, List<Input> inputs, Map<String, Fingerprint> contents) {
    public static final String KIND = Manifest.TOKENIZERS;
    public static final String FILE = "tokenizer.json";
    private static final int VERSION = 1;
    private static final StructType WORD =
            new StructType().add("word", DataTypes.BinaryType, false).add("occurrences", DataTypes.LongType, false);

    /** A raw file and how to read it. */
    public record Input(String distribution, SourceFormat format, InputFile file) implements Serializable {}

    /** What shapes the tokenizer, besides the files: where in them each corpus has its text. */
    private record Shape(int vocabulary, Map<String, String> formats) {}

    public static TokenizerTraining plan(
            int vocabulary, Map<String, CorpusSource> corpora, Store store, InputFingerprints fingerprints) {
        List<Input> inputs = new ArrayList<>();
        Map<String, Fingerprint> contents = new TreeMap<>();
        corpora.forEach((name, source) -> {
            List<InputFile> files = InputFiles.list(source.files(), store.hadoop());
            files.forEach(file -> inputs.add(new Input(name, source.sourceFormat(), file)));
            fingerprints.of(files).forEach((file, content) -> contents.put(name + " " + file, content));
        });
        return new TokenizerTraining(vocabulary, inputs, contents);
    }

    public Recipe recipe() {
        Map<String, String> formats = new TreeMap<>();
        inputs.forEach(input -> formats.put(input.distribution(), input.format().toString()));
        return new Recipe(KIND, VERSION, "bpe-" + vocabulary, contents, new Shape(vocabulary, formats));
    }

    public Tokenizer train(SparkSession spark, Store store, Progress progress) {
        Recipe recipe = recipe();
        Path folder = store.begin(recipe);
        WordCounts words = SparkProgress.during(
                spark.sparkContext(), progress, "count words", inputs.size(), () -> count(spark, store.hadoop()));
        progress.say("training " + vocabulary + " tokens on " + words.size() + " distinct words");
        byte[] json = BpeTrainer.ofSize(vocabulary).train(words);
        Tokenizer tokenizer = Tokenizer.read(json);
        if (tokenizer.vocabularySize() < vocabulary) {
            throw new PerennialException(
                    ErrorCode.TOO_LITTLE_DATA,
                    "Cannot train " + vocabulary + " tokens: the corpora give only " + tokenizer.vocabularySize()
                            + ". Lower tokenizer.train.vocabulary or add data.");
        }
        store.writeText(new Path(folder, FILE), new String(json, StandardCharsets.UTF_8));
        Manifest manifest = recipe.manifest(
                Map.of("vocabulary", (long) tokenizer.vocabularySize(), "distinct words", (long) words.size()),
                List.of(store.entry(folder, FILE)));
        store.publish(folder, manifest);
        return tokenizer;
    }

    private WordCounts count(SparkSession spark, Configuration settings) {
        SerializableConfiguration hadoop = new SerializableConfiguration(settings);
        List<List<Input>> tasks = EvenTasks.of(
                inputs,
                input -> input.file().unpackedBytes(),
                spark.sparkContext().defaultParallelism());
        JavaRDD<Row> words = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(tasks, tasks.size())
                .flatMap(
                        task -> new WordCountRows(new Mapped<>(task.iterator(), input -> open(input, hadoop.value()))));
        WordCounts total = new WordCounts();
        spark.createDataFrame(words, WORD)
                .groupBy("word")
                .agg(sum(col("occurrences")))
                .toLocalIterator()
                .forEachRemaining(row -> total.add(row.getAs(0), row.getLong(1)));
        return total;
    }

    private static DocumentReader open(Input input, Configuration hadoop) {
        Path path = new Path(input.file().path());
        try {
            return DocumentReader.open(path.getFileSystem(hadoop), path, input.format(), input.distribution());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
