package dev.perennial.tests.benchmark;

import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Store;
import dev.perennial.mixing.spark.StreamBuilder;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** One mix of one size, measured in a process of its own so that its peak of memory is its own; prints one line of JSON. */
final class MixRun {
    private static final int CONTEXT = 2048;

    private MixRun() {}

    /** Arguments: the folder for all artefacts, the tokens of the stream, and {@code prepare}, {@code mix} or {@code floor}. */
    public static void main(String[] arguments) throws IOException {
        Store store = new Store(arguments[0], new Configuration());
        MixInputs inputs = new MixInputs(store, Long.parseLong(arguments[1]), CONTEXT);
        try (SparkSession spark = session()) {
            StreamBuilder mix = inputs.mix(spark);
            Map<String, Object> result = new TreeMap<>();
            switch (arguments[2]) {
                case "prepare" -> inputs.stream(mix, spark);
                case "mix" -> measure(mix, spark, store, result);
                default -> throw new IllegalArgumentException(arguments[2]);
            }
            System.out.println(Json.line(result));
        }
    }

    private static void measure(StreamBuilder mix, SparkSession spark, Store store, Map<String, Object> result) {
        ShuffleMeter shuffle = new ShuffleMeter();
        spark.sparkContext().addSparkListener(shuffle);
        Meter meter = new Meter();
        Manifest manifest = mix.build(spark, store);
        result.put("wall", meter.wallSeconds());
        result.put("processor", meter.processorSeconds());
        result.put("tokens", manifest.count("tokens"));
        result.put("resident", Meter.residentBytes());
        result.put("heap", Meter.heapBytes());
        result.put("shuffled", shuffle.shuffledBytes());
        result.put("spilled", shuffle.spilledBytes());
        result.put(
                "written",
                manifest.files().stream().mapToLong(Manifest.FileEntry::bytes).sum());
        result.put(
                "digest",
                dev.perennial.conf.Fingerprint.of(Json.line(manifest.files())).hex());
    }

    private static SparkSession session() {
        return SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate();
    }
}
