package dev.perennial.tests.benchmark;

import com.github.luben.zstd.ZstdOutputStream;
import dev.perennial.conf.Json;
import dev.perennial.conf.Progress;
import dev.perennial.conf.Share;
import dev.perennial.conf.Store;
import dev.perennial.tests.text.DemoText;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import dev.perennial.tokenize.source.DocumentReader;
import dev.perennial.tokenize.source.SourceFormat;
import dev.perennial.tokenize.spark.CorpusBuilder;
import dev.perennial.tokenize.spark.CorpusSource;
import dev.perennial.tokenize.spark.InputFingerprints;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * The whole job in a process of its own, so that its memory is its own: JSON lines packed with zstd in, Parquet out, on
 * {@code local[1]}. Prints one line of JSON.
 */
public final class WholeJob {
    private static final int WARM_UP_MEGABYTES = 8;
    private static final Path FOLDER = DemoText.target().resolve("benchmark");

    private WholeJob() {}

    /**
     * What one process measured.
     *
     * @param processorSeconds of all threads of the process
     * @param taskSeconds of these, what Spark's tasks took: what grows with the input
     * @param parts samples of the profile by part of the job
     */
    record Result(
            long bytes,
            double seconds,
            double processorSeconds,
            double taskSeconds,
            double readingSeconds,
            long residentBytes,
            Map<JobPart, Integer> parts) {}

    /** Arguments: the tokenizer's file, the engine, megabytes of text. */
    public static void main(String[] arguments) throws IOException {
        Tokenizer tokenizer =
                Tokenizer.read(Files.readAllBytes(Path.of(arguments[0])), TokenizerEngine.valueOf(arguments[1]));
        int megabytes = Integer.parseInt(arguments[2]);
        Path warmUp = input(WARM_UP_MEGABYTES);
        Path input = input(megabytes);
        try (SparkSession spark = SparkSession.builder()
                        .master("local[1]")
                        .config("spark.ui.enabled", "false")
                        .config("spark.driver.host", "127.0.0.1")
                        .config("spark.driver.bindAddress", "127.0.0.1")
                        .config("spark.log.level", "WARN")
                        .getOrCreate();
                Recording recording = new Recording()) {
            build(spark, warmUp, tokenizer);
            build(spark, warmUp, tokenizer);
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            recording.enable("jdk.NativeMethodSample").withPeriod(Duration.ofMillis(10));
            TaskMeter tasks = new TaskMeter();
            spark.sparkContext().addSparkListener(tasks);
            recording.start();
            Meter meter = new Meter();
            build(spark, input, tokenizer);
            double seconds = meter.wallSeconds();
            double processorSeconds = meter.processorSeconds();
            recording.stop();
            Result result = new Result(
                    (long) megabytes << 20,
                    seconds,
                    processorSeconds,
                    tasks.processorSeconds(spark),
                    read(input),
                    Meter.residentBytes(),
                    JobPart.count(samples(recording)));
            System.out.println(Json.line(result));
        }
    }

    private static void build(SparkSession spark, Path input, Tokenizer tokenizer) throws IOException {
        Path folder = Files.createTempDirectory(FOLDER, "store");
        Store store = new Store(folder.toUri().toString(), new Configuration());
        CorpusSource source = new CorpusSource(
                "",
                "pile",
                List.of(input.toUri().toString()),
                new Share(1, 20),
                new Share(0, 1),
                Optional.empty(),
                Optional.empty(),
                256,
                false);
        InputFingerprints fingerprints = new InputFingerprints(store, () -> spark, Progress.silent());
        CorpusBuilder.plan("whole", source, tokenizer, store, fingerprints).build(spark, store, Progress.silent());
        Scratch.delete(folder);
    }

    /** What no engine can do without: unpacking and JSON, nothing more. */
    private static double read(Path input) throws IOException {
        long begun = System.nanoTime();
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(input.toUri());
        try (DocumentReader rows = DocumentReader.open(
                path.getFileSystem(new Configuration()), path, SourceFormat.named("pile"), "whole")) {
            rows.forEachRemaining(row -> {});
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private static List<RecordedEvent> samples(Recording recording) throws IOException {
        Path file = FOLDER.resolve("whole-job.jfr");
        recording.dump(file);
        List<RecordedEvent> samples = new ArrayList<>();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().endsWith("Sample")) {
                    samples.add(event);
                }
            }
        }
        return samples;
    }

    /** Adds up the processor time of tasks that end. */
    private static final class TaskMeter extends SparkListener {
        private final AtomicLong nanoseconds = new AtomicLong();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
            nanoseconds.addAndGet(end.taskMetrics().executorCpuTime());
            nanoseconds.addAndGet(end.taskMetrics().executorDeserializeCpuTime());
        }

        double processorSeconds(SparkSession spark) {
            try {
                spark.sparkContext().listenerBus().waitUntilEmpty();
            } catch (TimeoutException e) {
                throw new IllegalStateException(e);
            }
            return nanoseconds.get() / 1e9;
        }
    }

    /** The demo's text over and over, each document with a number at its head so that none is a duplicate. */
    private static Path input(int megabytes) throws IOException {
        Files.createDirectories(FOLDER);
        Path file = FOLDER.resolve("text-" + megabytes + ".jsonl.zst");
        if (Files.exists(file)) {
            return file;
        }
        List<byte[]> documents = DemoText.mixed();
        Path fresh = FOLDER.resolve("fresh.zst");
        long bytes = 0;
        try (OutputStream out = new ZstdOutputStream(Files.newOutputStream(fresh), 3)) {
            for (int number = 0; bytes < (long) megabytes << 20; number++) {
                String text =
                        number + "\n" + new String(documents.get(number % documents.size()), StandardCharsets.UTF_8);
                Map<String, Object> line = new TreeMap<>(Map.of("text", text, "meta", Map.of("pile_set_name", "demo")));
                out.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
                bytes += text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return Files.move(fresh, file);
    }
}
