package dev.perennial.tests.benchmark;

import dev.perennial.conf.Fingerprint;
import dev.perennial.conf.Json;
import dev.perennial.conf.Manifest;
import dev.perennial.conf.Store;
import dev.perennial.mixing.TokenStream;
import dev.perennial.mixing.spark.StreamBuilder;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** One mix of one size, measured in a process of its own so that its peak of memory is its own; prints one line of JSON. */
final class MixRun {
    private static final int CONTEXT = 2048;

    private MixRun() {}

    /** What was measured; times in seconds, of the processor over all threads unless it says wall. */
    record Result(
            long tokens,
            long documents,
            double wall,
            double processor,
            long heap,
            long resident,
            long shuffled,
            long spilled,
            long written,
            double read,
            double write,
            Map<String, Double> physical,
            String digest) {}

    /** Arguments: the store for all artefacts, the tokens of the stream; and {@code prepare}, if only inputs are to be made. */
    public static void main(String[] arguments) throws IOException {
        Store store = new Store(arguments[0], new Configuration());
        MixInputs inputs = new MixInputs(store, Long.parseLong(arguments[1]), CONTEXT);
        try (SparkSession spark = session()) {
            StreamBuilder mix = inputs.mix(spark);
            if (arguments.length == 2) {
                System.out.println(Json.line(measure(mix, spark, store)));
            }
        }
    }

    private static Result measure(StreamBuilder mix, SparkSession spark, Store store) throws IOException {
        ShuffleMeter shuffle = new ShuffleMeter();
        spark.sparkContext().addSparkListener(shuffle);
        Meter meter = new Meter();
        Manifest manifest = mix.build(spark, store);
        double wall = meter.wallSeconds();
        double processor = meter.processorSeconds();
        long heap = Meter.heapBytes();
        long resident = Meter.residentBytes();
        TokenStream stream = TokenStream.open(store.folder(mix.recipe()), manifest);
        MixFloor floor = new MixFloor(mix, stream, store.hadoop());
        return new Result(
                manifest.count("tokens"),
                documents(mix),
                wall,
                processor,
                heap,
                resident,
                shuffle.shuffledBytes(),
                shuffle.spilledBytes(),
                manifest.files().stream().mapToLong(Manifest.FileEntry::bytes).sum(),
                floor.readSeconds(),
                floor.writeSeconds(),
                floor.physicalSeconds(),
                Fingerprint.of(Json.line(manifest.files())).hex());
    }

    private static long documents(StreamBuilder mix) {
        return mix.corpora().values().stream()
                .mapToLong(corpus -> corpus.manifest().count("train documents"))
                .sum();
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
