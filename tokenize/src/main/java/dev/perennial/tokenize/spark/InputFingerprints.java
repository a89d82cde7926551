package dev.perennial.tokenize.spark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.PerennialException;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Fingerprints raw files by content, as Spark tasks where there is much to read; a file that has not changed is not read again. */
public final class InputFingerprints {
    private static final String CACHE = "input-fingerprints.json";

    /** Less than this is read sooner than Spark starts. */
    private static final long FEW_BYTES = 64L << 20;

    /** So much is kept at once: a kill costs no more. */
    private static final long BATCH_BYTES = 1L << 40;

    private final Store store;
    private final Supplier<SparkSession> spark;
    private final Progress progress;

    /** @param spark asked for only where it is needed */
    public InputFingerprints(Store store, Supplier<SparkSession> spark, Progress progress) {
        this.store = store;
        this.spark = spark;
        this.progress = progress;
    }

    /** Names among an artefact's inputs to fingerprints, with what earlier runs computed kept in the workspace. */
    Map<String, Fingerprint> of(List<InputFile> files) {
        Path cacheFile = new Path(store.root(), CACHE);
        Map<String, String> cache = cached(cacheFile);
        List<InputFile> unknown =
                files.stream().filter(file -> !cache.containsKey(key(file))).toList();
        for (List<InputFile> batch : batches(unknown)) {
            cache.putAll(computed(batch));
            store.writeCache(cacheFile, Json.pretty(cache));
        }
        Map<String, Fingerprint> fingerprints = new TreeMap<>();
        files.forEach(file -> fingerprints.put(file.input(), new Fingerprint(cache.get(key(file)))));
        return fingerprints;
    }

    private static String key(InputFile file) {
        return file.path() + " " + file.bytes() + " " + file.modified();
    }

    private static List<List<InputFile>> batches(List<InputFile> files) {
        List<List<InputFile>> batches = new ArrayList<>();
        long bytes = BATCH_BYTES;
        for (InputFile file : files) {
            if (bytes >= BATCH_BYTES) {
                batches.add(new ArrayList<>());
                bytes = 0;
            }
            batches.get(batches.size() - 1).add(file);
            bytes += file.bytes();
        }
        return batches;
    }

    private Map<String, String> computed(List<InputFile> files) {
        Map<String, String> computed = new TreeMap<>();
        if (files.stream().mapToLong(InputFile::bytes).sum() < FEW_BYTES) {
            files.forEach(file -> computed.put(key(file), sha256(file, store)));
            return computed;
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.get().sparkContext());
        List<List<InputFile>> tasks = EvenTasks.of(files, InputFile::bytes, context.defaultParallelism());
        String root = store.root().toString();
        SerializableConfiguration hadoop = new SerializableConfiguration(store.hadoop());
        SparkProgress.during(context.sc(), progress, "fingerprint files", tasks.size(), () -> context.parallelize(
                                tasks, tasks.size())
                        .flatMap(task -> task.stream()
                                .map(file -> new Tuple2<>(key(file), sha256(file, root, hadoop.value())))
                                .iterator())
                        .collect())
                .forEach(each -> computed.put(each._1(), each._2()));
        return computed;
    }

    private static String sha256(InputFile file, String root, Configuration hadoop) {
        return sha256(file, new Store(root, hadoop));
    }

    private static String sha256(InputFile file, Store store) {
        Path path = new Path(file.path());
        return store.entry(path.getParent(), path.getName()).sha256();
    }

    /** What earlier runs computed; nothing if a kill left the file torn, for it only saves work. */
    private Map<String, String> cached(Path file) {
        Map<String, String> cache = new TreeMap<>();
        try {
            store.readText(file)
                    .map(text -> Json.read(text, JsonNode.class, file.toString()))
                    .ifPresent(node -> node.fields()
                            .forEachRemaining(entry ->
                                    cache.put(entry.getKey(), entry.getValue().asText())));
        } catch (PerennialException e) {
            store.delete(file);
        }
        return cache;
    }
}
