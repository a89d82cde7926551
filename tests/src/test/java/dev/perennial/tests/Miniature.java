package dev.perennial.tests;

import com.github.luben.zstd.ZstdOutputStream;
import dev.perennial.conf.Json;
import dev.perennial.conf.Seed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * Three made-up distributions in the envelopes of the real ones, a few thousand tokens each: every language is a small set of
 * words with its own letters, so that a tiny model learns it in seconds. The same bytes on every machine.
 */
final class Miniature {
    private static final int DOCUMENTS = 240;
    private static final int WORDS_PER_LANGUAGE = 60;

    private Miniature() {}

    /** How a distribution's documents lie in a line of JSON. */
    private interface Envelope {
        Object line(String text);
    }

    /** Writes all three below {@code folder}, each in two files. */
    static void write(Path folder) throws IOException {
        write(
                folder.resolve("P-%d.jsonl.zst"),
                "aeioubdglmnrst",
                text -> Map.of("text", text, "meta", Map.of("pile_set_name", "Made up")));
        write(
                folder.resolve("S-%d.jsonl.gz"),
                "aeioubdglmnrstkvz",
                text -> Map.of("text", text, "meta", Map.of("redpajama_set_name", "RedPajamaMadeUp")));
        write(folder.resolve("G-%d.jsonl"), "äöüßyqxjwfhpc", text -> Map.of("content", text));
    }

    private static void write(Path pattern, String letters, Envelope envelope) throws IOException {
        Files.createDirectories(pattern.getParent());
        SplittableRandom random =
                new SplittableRandom(new Seed(7).named(letters).value());
        List<String> words = words(letters, random);
        for (int file = 0; file < 2; file++) {
            Path path =
                    pattern.resolveSibling(String.format(pattern.getFileName().toString(), file));
            try (OutputStream out = packed(path)) {
                for (int document = 0; document < DOCUMENTS / 2; document++) {
                    out.write((Json.line(envelope.line(text(words, random))) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static OutputStream packed(Path path) throws IOException {
        OutputStream file = Files.newOutputStream(path);
        String name = path.getFileName().toString();
        if (name.endsWith(".zst")) {
            return new ZstdOutputStream(file);
        }
        return name.endsWith(".gz") ? new GZIPOutputStream(file) : file;
    }

    private static List<String> words(String letters, SplittableRandom random) {
        List<String> words = new ArrayList<>();
        for (int word = 0; word < WORDS_PER_LANGUAGE; word++) {
            StringBuilder text = new StringBuilder();
            for (int letter = random.nextInt(2, 8); letter > 0; letter--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            words.add(text.toString());
        }
        return words;
    }

    /** Each word follows one of three that belong to the word before, so that there is something to learn. */
    private static String text(List<String> words, SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int word = random.nextInt(words.size());
        for (int length = random.nextInt(40, 120); length > 0; length--) {
            text.append(words.get(word)).append(length % 12 == 1 ? ".\n" : " ");
            word = (word * 7 + random.nextInt(3) + 1) % words.size();
        }
        return text.toString();
    }
}
