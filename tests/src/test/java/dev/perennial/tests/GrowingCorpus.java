package dev.perennial.tests;

import dev.perennial.conf.Json;
import dev.perennial.conf.Seed;
import dev.perennial.tokenize.BpeTrainer;
import dev.perennial.tokenize.WordCounts;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * An experiment of one corpus whose raw files come in two loads, large enough that tokenising takes seconds. Every fifth
 * document of the second load stands in the first as well.
 */
record GrowingCorpus(Path folder) {
    private static final Path ALL = Path.of("target", "growing", System.getProperty("perennial.fork", "fork-1"))
            .toAbsolutePath();
    private static final int FILES_A_LOAD = 4;
    private static final int DOCUMENTS_A_FILE = 2_500;
    private static final int WORDS = 160;

    /** How many documents all files hold, each text counted once. */
    static final long DOCUMENTS = FILES_A_LOAD * DOCUMENTS_A_FILE * 9L / 5;

    /** A fresh one with its first load. */
    static GrowingCorpus fresh(String name) throws IOException {
        GrowingCorpus corpus = new GrowingCorpus(ALL.resolve(name));
        MiniatureRun.remove(corpus.folder);
        Files.createDirectories(corpus.folder.resolve("raw"));
        WordCounts words = new WordCounts();
        words.count(text(0) + text(1));
        Files.write(
                corpus.folder.resolve("tokenizer.json"), BpeTrainer.ofSize(300).train(words));
        Files.writeString(corpus.file(), corpus.text());
        corpus.load(0);
        return corpus;
    }

    /** Adds the raw files of a load. */
    void load(int number) throws IOException {
        for (int file = 0; file < FILES_A_LOAD; file++) {
            Path path = folder.resolve("raw/load-" + number + "-" + file + ".jsonl.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
                for (int i = 0; i < DOCUMENTS_A_FILE; i++) {
                    int document = file * DOCUMENTS_A_FILE + i;
                    int load = document % 5 == 0 ? 0 : number;
                    String text = text(load * FILES_A_LOAD * DOCUMENTS_A_FILE + document);
                    out.write((Json.line(Map.of("text", text)) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static String text(int number) {
        SplittableRandom random =
                new SplittableRandom(new Seed(number).named("text").value());
        return random.ints(WORDS, 0, 5_000)
                .mapToObj(word -> Integer.toString(word * 7_919, 36))
                .collect(Collectors.joining(" ", number + " ", "."));
    }

    Path workspace() {
        return folder.resolve("workspace");
    }

    private Path file() {
        return folder.resolve("growing.conf");
    }

    String[] tokenize(String... more) {
        List<String> arguments = new ArrayList<>(List.of("tokenize", "--conf", file().toString()));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray(String[]::new);
    }

    private String text() {
        return """
            name = growing
            workspace = "%1$s/workspace"
            seed = 1
            corpora.P { format = json, text = text, validation = 10 %%, shard-megabytes = 1, files = ["%1$s/raw/*.jsonl.gz"] }
            tokenizer.file = "%1$s/tokenizer.json"
            model { layers = 1, width = 32, heads = 2, context = 32 }
            training.rounds { workers = 1, steps-per-round = 1, batch = 1 }
            stages.P { data.P = 1, tokens = 1k, schedule { curve = constant, rate = 1e-3 } }
            """
                .formatted(folder);
    }
}
