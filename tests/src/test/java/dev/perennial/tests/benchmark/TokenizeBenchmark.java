package dev.perennial.tests.benchmark;

import dev.perennial.conf.Json;
import dev.perennial.tests.text.DemoText;
import dev.perennial.tests.text.TokenizerFamily;
import dev.perennial.tokenize.Tokenizer;
import dev.perennial.tokenize.TokenizerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The Java engine beside Hugging Face's library through DJL: a pass over text by JMH, a megabyte of one word, and the whole job.
 * Both take turns in one run, each in a process of its own; ratios are of medians over the rounds.
 */
public final class TokenizeBenchmark {
    private static final int VOCABULARY = 32_768;
    private static final Path FOLDER = DemoText.target().resolve("benchmark");

    private static final List<String> PARTS = List.of("engine", "words", "job");

    private final boolean full;
    private final Path tokenizer;
    private final StringBuilder report = new StringBuilder();

    private TokenizeBenchmark(boolean full, Path tokenizer) {
        this.full = full;
        this.tokenizer = tokenizer;
    }

    /** {@code --full} takes more rounds and more text; {@code engine}, {@code words}, {@code job} pick parts; a file is a tokenizer.json. */
    public static void main(String[] arguments) throws Exception {
        Files.createDirectories(FOLDER);
        List<String> given = List.of(arguments);
        List<String> parts = PARTS.stream().filter(given::contains).toList();
        Optional<String> file = given.stream()
                .filter(argument -> !argument.startsWith("--") && !PARTS.contains(argument))
                .findFirst();
        Path tokenizer = file.isPresent() ? Path.of(file.get()) : atHand();
        new TokenizeBenchmark(given.contains("--full"), tokenizer).run(parts.isEmpty() ? PARTS : parts);
    }

    /** GPT-NeoX's own, or one of its family that is trained here. */
    private static Path atHand() throws IOException {
        Optional<byte[]> neox = TokenizerFamily.neox20b();
        byte[] json = neox.isPresent() ? neox.get() : TokenizerFamily.GPT_NEOX.json(VOCABULARY, DemoText.mixed());
        return Files.write(FOLDER.resolve("tokenizer.json"), json);
    }

    private void run(List<String> parts) throws Exception {
        Tokenizer java = Tokenizer.read(Files.readAllBytes(tokenizer), TokenizerEngine.JAVA);
        say(String.format(
                Locale.ROOT, "Tokenizer of %,d entries, fingerprint %s.%n", java.vocabularySize(), java.fingerprint()));
        if (parts.contains("engine")) {
            engines();
        }
        if (parts.contains("words")) {
            say("## A megabyte of one word\n");
            say(new WordShapes().table(java));
        }
        if (parts.contains("job")) {
            jobs();
        }
        Files.writeString(FOLDER.resolve("tokenize.md"), report);
        System.err.println("written to " + FOLDER.resolve("tokenize.md"));
    }

    private void engines() throws RunnerException, IOException {
        Map<String, List<Double>> speeds = new TreeMap<>();
        Map<DemoText, Double> megabytes = new TreeMap<>();
        for (DemoText text : DemoText.values()) {
            megabytes.put(
                    text,
                    text.documents().stream().mapToLong(each -> each.length).sum() / 1e6);
        }
        for (int round = 0; round < (full ? 5 : 2); round++) {
            for (RunResult result : new Runner(options()).run()) {
                String text = result.getParams().getParam("text");
                double seconds = result.getPrimaryResult().getScore() / 1e3;
                speeds.computeIfAbsent(text + " " + result.getParams().getParam("way"), key -> new ArrayList<>())
                        .add(megabytes.get(DemoText.valueOf(text)) / seconds);
            }
        }
        say("## The engine, one core, MB/s of UTF-8\n");
        say(
                "| text | MB | DJL, leanest calls | Java, fresh encoder | ratio | Java, warm encoder | ratio |\n|---|---|---|---|---|---|---|");
        for (DemoText text : DemoText.values()) {
            double library = median(speeds.get(text + " " + EncodeThroughput.Way.LIBRARY));
            double fresh = median(speeds.get(text + " " + EncodeThroughput.Way.FRESH));
            double warm = median(speeds.get(text + " " + EncodeThroughput.Way.WARM));
            say(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.2f | %.1f | %.1f | %.1f | %.1f |",
                    text.name().toLowerCase(Locale.ROOT),
                    megabytes.get(text),
                    library,
                    fresh,
                    fresh / library,
                    warm,
                    warm / library));
        }
        say("");
    }

    private org.openjdk.jmh.runner.options.Options options() {
        return new OptionsBuilder()
                .include(EncodeThroughput.class.getName())
                .forks(1)
                .threads(1)
                .jvmArgs("-Xmx2g", "-XX:+UseSerialGC", "-Djmh.ignoreLock=true")
                .jvmArgsAppend("-D" + EncodeThroughput.TOKENIZER + "=" + tokenizer.toAbsolutePath())
                .build();
    }

    private void jobs() throws IOException, InterruptedException {
        int megabytes = full ? 256 : 128;
        List<WholeJob.Result> java = new ArrayList<>();
        List<WholeJob.Result> library = new ArrayList<>();
        for (int round = 0; round < (full ? 3 : 1); round++) {
            java.add(job(TokenizerEngine.JAVA, megabytes));
            library.add(job(TokenizerEngine.HUGGING_FACE, megabytes));
            java.add(job(TokenizerEngine.JAVA, megabytes));
        }
        double fast = median(java.stream().map(WholeJob.Result::seconds).toList());
        double slow = median(library.stream().map(WholeJob.Result::seconds).toList());
        double fastProcessor =
                median(java.stream().map(WholeJob.Result::processorSeconds).toList());
        double slowProcessor =
                median(library.stream().map(WholeJob.Result::processorSeconds).toList());
        double reading =
                median(java.stream().map(WholeJob.Result::readingSeconds).toList());
        say("## The whole job: JSON lines in zstd to Parquet, `local[1]`\n");
        say("| | with DJL inside | with the Java engine | ratio |\n|---|---|---|---|");
        say(row("seconds", slow, fast));
        say(row("processor seconds, compiler and collector included", slowProcessor, fastProcessor));
        say(row("of these, the tasks'", taskSeconds(library), taskSeconds(java)));
        say(String.format(
                Locale.ROOT,
                "%n%d MB of text: %.1f MB/s; to unpack it and read its JSON alone takes %.2f s.%n",
                megabytes,
                megabytes * 1.048576 / fast,
                reading));
        say("Where its time goes, in samples of the task's thread:\n");
        say("| part | with the Java engine | with DJL inside |\n|---|---|---|");
        for (JobPart part : JobPart.values()) {
            say(String.format(
                    Locale.ROOT,
                    "| %s | %.1f %% | %.1f %% |",
                    part.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    share(java.get(java.size() - 1).parts(), part),
                    share(library.get(0).parts(), part)));
        }
        say("\nMemory, with a heap of 1 GB:\n\n| MB of text | most resident, MB |\n|---|---|");
        for (int size : new int[] {megabytes / 8, megabytes / 2, megabytes * 2}) {
            long resident = job(TokenizerEngine.JAVA, size).residentBytes();
            say(String.format(Locale.ROOT, "| %d | %d |", size, resident >> 20));
        }
    }

    private static double taskSeconds(List<WholeJob.Result> results) {
        return median(results.stream().map(WholeJob.Result::taskSeconds).toList());
    }

    private static String row(String name, double library, double java) {
        return String.format(Locale.ROOT, "| %s | %.2f | %.2f | %.1f |", name, library, java, library / java);
    }

    private WholeJob.Result job(TokenizerEngine engine, int megabytes) throws IOException, InterruptedException {
        Path output = FOLDER.resolve("whole-job.json");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@scripts/spark/java.options",
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                WholeJob.class.getName(),
                tokenizer.toString(),
                engine.name(),
                Integer.toString(megabytes));
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(FOLDER.resolve("whole-job.log").toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the job failed, see " + FOLDER.resolve("whole-job.log"));
        }
        return Json.read(Files.readString(output), WholeJob.Result.class, output.toString());
    }

    private static double share(Map<JobPart, Integer> parts, JobPart part) {
        int all = parts.values().stream().mapToInt(Integer::intValue).sum();
        return 100.0 * parts.getOrDefault(part, 0) / Math.max(1, all);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private void say(String line) {
        System.out.println(line);
        report.append(line).append('\n');
    }
}
